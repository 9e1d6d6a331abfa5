using InferenceKit.DataPlane.Execution;
using InferenceKit.DataPlane.Routing;
using InferenceKit.Runtime;

namespace InferenceKit.DataPlane.Batching;

/// <summary>
/// The queue of one version and what is done about it: a thin loop around <see cref="BatchPolicy"/>. An arrival that may not run at once is
/// put here; a runner takes its turn at the end of the thread pool's queue, so that all that are ready to come get in first, or on a worker
/// where runs are long.
/// </summary>
/// <remarks>
/// Arrivals come in without the lock while all runners are at work. Two rules keep each of them from being left: an arrival is in the queue,
/// by a full fence, before it looks for runners, and a runner looks at the queue, after a full fence, when it has stopped to count as one.
/// </remarks>
internal sealed class BatchScheduler : RequestQueue, IThreadUser
{
    // Of callers that are ready to come, for each slot.
    private const int LargeBacklog = 16;

    private readonly Lock _lock = new();
    private readonly ServedVersion _version;
    private readonly ModelRegistration _registration;
    private readonly BatchServices _shared;
    private readonly QueueShards _queue;
    private readonly QueueAdmission _admission;
    private readonly BatchSizing _sizing;
    private readonly BacklogSwitch _backlog;
    private readonly DrainRate _rate;
    private readonly OtherTraffic _others;
    private readonly int _concurrency;

    private int _running;
    // Started, but not yet at the queue.
    private int _starting;
    // Of all runs in flight.
    private int _runningRows;
    private long _nextLook = long.MaxValue;
    private long _fixedUntil = long.MaxValue;
    private long _learntAt;
    // Most rows by memory as well, once a runner has had a slot to look at.
    private int _limited = int.MaxValue;
    private int _togetherFailures;
    private bool _closed;

    public BatchScheduler(ServedVersion version, ModelRegistration registration, BatchServices shared)
    {
        _version = version;
        _registration = registration;
        _shared = shared;
        Curve = new(shared.Frequency);
        _sizing = new(Curve, shared.Frequency);
        if (version.Rows.NeverShares) _sizing.StayAtOne();
        _backlog = new(shared.Frequency);
        _rate = new(shared.Frequency);
        _others = new(shared.Serving, registration, shared.Frequency);
        _concurrency = Math.Min(version.Slots.Length, shared.Threads.Threads);
        _queue = new(_concurrency, shared.Frequency);
        _admission = new(version, _queue, _rate, Curve, _concurrency, shared);
    }

    public override CostCurve Curve { get; }

    public override bool HasWaiting => !_queue.IsEmpty;

    public override int Rows => _queue.Rows;

    public override int RowsPerRun => _version.Rows.MayShare ? _sizing.Limit : 1;

    // What has just come has not been looked at.
    public override long NextLook => _queue.HasArrivals ? long.MinValue : Volatile.Read(ref _nextLook);

    /// <summary>Where callers go on that are answered while they wait.</summary>
    public BackedPool Pool => _shared.Pool;

    int IThreadUser.Weight => Policy.Weight;

    double IThreadUser.Account { get; set; }

    bool IThreadUser.IsInLine { get; set; }

    private ServingPolicy Policy => _shared.Serving.Current.Models[_registration.Ordinal].Policy;

    // Of one run on behalf of one request; a request with more runs in parts.
    private static int MostRowsPerRun(ServingPolicy policy) =>
        policy.Batching.Mode == BatchingMode.Off ? policy.MaxRowsPerRun : Math.Min(policy.MaxRowsPerRun, policy.Batching.MaxBatchSize ?? int.MaxValue);

    /// <summary>Whether a request of many rows is so small and short that its caller's thread may run it.</summary>
    public bool MayRunInline(int rows, long timeLeft) =>
        TakesInline && rows <= RowsOfPart(isLearnt: true) && BatchPolicy.MayRunInline(ExpectedOf(rows), _version.RunTime.HasOverrun, timeLeft, _shared.Frequency);

    /// <summary>Puts a request into the queue. Where all runners are at work, without a lock: they come back for it.</summary>
    /// <param name="request">The request, sized for this version; its state is Idle.</param>
    /// <param name="now">The clock, or what it was a moment ago.</param>
    /// <param name="isMoved">Whether it was let into a queue before.</param>
    public EnqueueResult Enqueue(QueuedRequest request, long now, bool isMoved)
    {
        var policy = Policy.Batching;
        // It may be answered, and be another request, as soon as it is in.
        var (deadline, cancellation, ticket) = (request.Context.Deadline, request.Context.Cancellation, request.Ticket);
        // The rows of a request that has begun are this version's, even when it drains.
        if ((Volatile.Read(ref _closed) && request.Held != _version) || _version.IsOutOfService) return EnqueueResult.Closed;
        if (cancellation.IsCancellationRequested) return EnqueueResult.Cancelled;
        var rowsNear = _admission.Announce(request);
        if (!isMoved && _admission.FindRefusal(request, rowsNear, policy, now) is { } refusal && (refusal != EnqueueResult.Full || !HasFreeSlot))
        {
            _admission.Forget(request);
            return refusal;
        }
        request.MoveTo(RequestState.Queued);
        request.Queue = this;
        // A thread that ends its run, closes the queue or gives a slot back from now on sees the request; what did before is seen here.
        request.Shard!.Put(request);
        if (TakesInline || Volatile.Read(ref _running) < _concurrency || (!_backlog.IsOn && MayBatch(policy)) || Volatile.Read(ref _closed)) ComeIn(now, policy);
        _shared.Scanner.NoteQueued(deadline);
        // The callback may have come before there was anything to take out.
        if (cancellation.IsCancellationRequested) request.Leave(ticket);
        return EnqueueResult.Waits;
    }

    /// <summary>Takes a request out whose caller gave up; false when it does not wait here any more.</summary>
    public bool TryCancel(QueuedRequest request, int ticket)
    {
        lock (_lock)
        {
            if (request.Queue != this || request.State != RequestState.Queued || request.Ticket != ticket || request.Shard is not { } shard) return false;
            shard.Sort(_shared.Time.GetTimestamp());
            if (request.Lane is null) return false;
            shard.Waiting.Remove(request);
            _admission.Forget(request);
            request.MoveTo(RequestState.Done);
            UpdateInline(0);
        }
        request.Answer(null, Pool);
        return true;
    }

    /// <summary>About how long until a request that is refused now would have its turn.</summary>
    public TimeSpan RetryAfter()
    {
        lock (_lock) return _admission.RetryAfter();
    }

    public override void OnInlineRun(long now, long ticks)
    {
        // Tiny and middle models wait in the pool's own queue: callers that are ready to run.
        var ready = ThreadPool.PendingWorkItemCount;
        lock (_lock)
        {
            _sizing.Observe(1, ticks, now);
            _sizing.NoteCrowd((int)Math.Min(ready / _concurrency, int.MaxValue - 1));
            if (ready < 2 || !MayBatch(Policy.Batching)) return;
            _backlog.Note(now, isLarge: ready >= LargeBacklog * _concurrency);
            UpdateInline(now);
        }
    }

    public override void OnPlaceFree()
    {
        if (Volatile.Read(ref _running) >= _concurrency) return;
        lock (_lock) PumpAndLook();
    }

    void IThreadUser.OnThreadFree()
    {
        lock (_lock) PumpAndLook();
    }

    /// <summary>Takes what a runner, which has a slot, is to run.</summary>
    /// <returns>Why it has these rows; null when there is nothing to do.</returns>
    public ReleaseReason? Take(BatchRunner runner, int mostRows, long now)
    {
        List<QueuedRequest>? late = null;
        ReleaseReason? reason;
        lock (_lock)
        {
            _starting--;
            LimitRows(mostRows);
            Open(now);
            var state = StateAt(now, _running - 1, Rows);
            reason = TakeRows(runner, state, BatchPolicy.Decide(state), ref late);
        }
        if (late is not null) AnswerLate(late, now);
        return runner.Members.Requests.Count > 0 ? reason : null;
    }

    /// <summary>A run is over, and its runner has a slot for the next: takes what that is to run.</summary>
    /// <returns>Why it has these rows; null when there is nothing to do, and the runner does not count any more.</returns>
    public ReleaseReason? NextTurn(BatchRunner runner, int mostRows, long now)
    {
        List<QueuedRequest>? late = null;
        ReleaseReason? reason = null;
        var taken = runner.Members.Requests;
        lock (_lock)
        {
            Note(runner, now);
            LimitRows(mostRows);
            if (HasTurn(runner, now, out var state, out var decision)) reason = TakeRows(runner, state, decision, ref late);
            if (taken.Count == 0) _running--;
        }
        if (late is not null) AnswerLate(late, now);
        if (taken.Count > 0) return reason;
        GiveBack(runner);
        return null;
    }

    /// <summary>A run is over and its slot given back: the next one may begin, on another thread.</summary>
    public void EndTurn(BatchRunner runner, long now)
    {
        lock (_lock)
        {
            Note(runner, now);
            if (HasTurn(runner, now, out _, out _))
            {
                // The thread's place in the budget goes to the next runner.
                _starting++;
                Rent().Start(runner.Length);
                return;
            }
            _running--;
        }
        GiveBack(runner);
    }

    /// <summary>A runner has no slot, or nothing to do: it goes.</summary>
    public void Retire(BatchRunner runner, bool hadSlot)
    {
        lock (_lock)
        {
            if (!hadSlot) _starting--;
            _running--;
        }
        _shared.Threads.Return(this, runner.Length > RunLength.Short, runner.Ticks);
        Interlocked.MemoryBarrier();
        if (!HasWaiting) return;
        // A slot may have become free between the look for it and now; giving it back pumps.
        if (!hadSlot) _version.TryRentLast()?.Return();
        else
            lock (_lock) PumpAndLook();
    }

    /// <summary>A runner's run was stopped and does not end: its slot and its thread are others' from now on.</summary>
    public void GiveUp(BatchRunner runner, long ticks)
    {
        lock (_lock)
        {
            _runningRows -= runner.RowsInFlight;
            runner.RowsInFlight = 0;
            _running--;
        }
        runner.Ticks = ticks;
        GiveBack(runner);
    }

    public override long Look(long now)
    {
        var late = new List<QueuedRequest>();
        lock (_lock)
        {
            _queue.RemoveWhere(static (request, now) => request.Context.Deadline <= now, now, late);
            foreach (var request in late)
            {
                _admission.Forget(request);
                request.MoveTo(RequestState.Done);
            }
            UpdateInline(now);
            Pump(now);
            UpdateNextLook();
        }
        AnswerLate(late, now);
        return NextLook;
    }

    public override void OnTableChanged()
    {
        var table = _shared.Serving.Current;
        var model = table.Models[_registration.Ordinal];
        // What named this version stays until it closes, and what it has begun until it is out of service.
        var isClosed = table.IsShuttingDown || _version.IsOutOfService;
        MoveOut(request => isClosed || (request.Held is null && !RoutingStage.BelongsTo(model, _version, request.Context)));
    }

    public override void Close()
    {
        lock (_lock)
        {
            Volatile.Write(ref _closed, true);
            Interlocked.MemoryBarrier();
        }
        MoveOut(request => request.Held is null || _version.IsOutOfService);
    }

    /// <summary>Sends a request to the queue where it belongs, or answers why there is none.</summary>
    public void SendOn(QueuedRequest request, long now)
    {
        request.Queue = null;
        request.MoveTo(RequestState.Idle);
        if (Dispatch.ToQueue(request, _registration, _shared, now, isMoved: true) is not { } refusal) return;
        request.MoveTo(RequestState.Done);
        _shared.Metrics.Refused(_registration.Name, refusal.Failure, SecondsSince(request, now));
        request.Answer(refusal.Failure, Pool);
    }

    /// <summary>A caller gave up while its run goes on.</summary>
    public void NoteLeaver(QueuedRequest request)
    {
        var now = _shared.Time.GetTimestamp();
        _version.Instruments.Runs.NoteAbandoned();
        Record(request, null, isSuccess: false, now);
        _shared.Scanner.NoteWaiting(now);
    }

    /// <summary>Records how a request ended whose deadline was near, by the clock at which its caller goes on.</summary>
    /// <returns>Null, or the failure: an answer after the deadline counts as one.</returns>
    public InferenceFailure? EndNearDeadline(QueuedRequest request)
    {
        var now = _shared.Time.GetTimestamp();
        var failure = now > request.Context.Deadline ? Failures.DeadlineWhileRunning(_version.Id) : null;
        if (_version.Instruments.Enabled) Record(request, failure, failure is null, now);
        return failure;
    }

    /// <summary>Records how a request ended.</summary>
    public void Record(QueuedRequest request, InferenceFailure? failure, bool isSuccess, long now)
    {
        var instruments = _version.Instruments;
        try
        {
            if (isSuccess) instruments.Succeeded(SecondsSince(request, now));
            else if (failure is null) instruments.Cancelled(SecondsSince(request, now));
            else instruments.Failed(failure.Error, SecondsSince(request, now));
        }
#pragma warning disable CA1031 // A listener is the host's code, and its exception must not cost others their answers.
        catch (Exception)
        {
        }
#pragma warning restore CA1031
    }

    /// <summary>Learns from a run that failed and was run again in parts.</summary>
    public void LearnFailure(bool failedAll, bool failedNone)
    {
        lock (_lock)
        {
            _sizing.NoteFailure(failedAll);
            // Each succeeds, together they fail: the model declares rows and cannot take several.
            if (failedNone && ++_togetherFailures >= 2) _sizing.StayAtOne();
        }
    }

    /// <summary>For messages of tests and debuggers.</summary>
    public override string ToString() =>
        $"{_version.Id}: {_queue.Count} requests with {_queue.Rows} rows wait, {_running} runners of {_concurrency} ({_starting} starting), "
        + $"{_version.InFlight} of {_version.Slots.Length} slots, limit {_sizing.Limit}{(_closed ? ", closed" : "")}{(_backlog.IsOn ? ", backlog" : "")}";

    // Whether a slot is free for each in the queue, which then does not wait but only changes threads.
    private bool HasFreeSlot => _queue.Count is var waiting && waiting <= _concurrency
        && waiting + _version.InFlight <= _version.Slots.Length && waiting + _running - _starting <= _concurrency;

    private bool MayBatch(BatchingPolicy policy) => policy.Mode == BatchingMode.Auto && _version.Rows.MayShare && _sizing is { Pays: true, IsReady: true };

    private void ComeIn(long now, BatchingPolicy policy)
    {
        bool isClosed;
        lock (_lock)
        {
            if (_running >= _concurrency && MayBatch(policy)) _backlog.Note(now);
            UpdateInline(now);
            isClosed = _closed;
            Pump(now);
            UpdateNextLook();
        }
        if (isClosed) Close();
    }

    /// <summary>Starts as many runners as the policy says there is work for. Under the lock.</summary>
    private void Pump(long now)
    {
        _fixedUntil = long.MaxValue;
        _queue.OpenAll(now);
        while (_queue.SortedRows is var rows && rows > 0 && _running < _concurrency)
        {
            // Runners that have not had their turn will take their shares.
            if (_starting > 0 && rows <= _starting) return;
            var state = StateAt(now, _running, rows);
            var decision = BatchPolicy.Decide(state);
            if (decision.Action != BatchAction.Run)
            {
                _fixedUntil = decision.Until;
                return;
            }
            var length = LengthOf(decision.Rows);
            if (!_shared.Threads.TryTake(this, length > RunLength.Short, LeavesOne(length, state))) return;
            _running++;
            _starting++;
            Rent().Start(length);
        }
    }

    private void PumpAndLook()
    {
        Pump(_shared.Time.GetTimestamp());
        UpdateNextLook();
    }

    private BatchRunner Rent() => BatchRunner.Rent(this, _version, _shared);

    // A part of a request with many rows is as long as it is large.
    private RunLength LengthOf(int rows)
    {
        if (_version.RunTime.HasOverrun) return RunLength.Long;
        if (_queue.First() is { HasIndependentRows: true } many) rows = Math.Max(rows, Math.Min(many.Range.Count, RowsOfPart(isLearnt: true)));
        var expected = ExpectedOf(rows);
        return expected >= _shared.Frequency / 1000 ? RunLength.Long : expected >= _shared.Frequency / 5000 ? RunLength.Middle : RunLength.Short;
    }

    private long ExpectedOf(int rows) => Curve.IsKnown(0) ? Curve.Expected(rows) : _version.RunTime.P99 * rows;

    private int RowsOfPart(bool isLearnt)
    {
        if (!_version.Rows.MayShare || _sizing.MustRunAlone) return 1;
        var most = Math.Min(MostRowsPerRun(Policy), _limited);
        return Math.Max(1, isLearnt ? Math.Min(most, _sizing.Limit) : most);
    }

    private ReleaseReason? TakeRows(BatchRunner runner, in QueueState state, BatchDecision decision, ref List<QueuedRequest>? late)
    {
        var now = state.Now;
        if (decision.Action != BatchAction.Run)
        {
            _fixedUntil = decision.Until;
            UpdateNextLook();
            return null;
        }
        var rows = TakeRequests(runner.Members.Requests, decision.Rows, now, now + TimeNeeded(state), ref late);
        runner.RowsInFlight = rows;
        _runningRows += rows;
        if (!_sizing.IsLookingAtOne) _backlog.NoteRun(rows, now);
        if (!_sizing.Pays) _backlog.Leave(now);
        _admission.Update(Policy.Batching);
        UpdateInline(now);
        UpdateNextLook();
        return decision.Reason;
    }

    private int TakeRequests(List<QueuedRequest> taken, int most, long now, long earliestEnd, ref List<QueuedRequest>? late)
    {
        var rows = 0;
        while (rows < most)
        {
            if (_queue.First() is not { } request)
            {
                if (_queue.OpenRest(now)) continue;
                break;
            }
            if (request.Context.Deadline <= earliestEnd)
            {
                TakeOut(request, RequestState.Done);
                (late ??= []).Add(request);
                continue;
            }
            if (!TryFit(request, taken.Count, ref rows, most)) break;
            TakeOut(request, RequestState.Preparing);
            taken.Add(request);
            if (!request.Size.HasRows) break;
        }
        _queue.EndTaking();
        return rows;
    }

    /// <summary>Whether a request goes with those that were taken, and with how many of its rows.</summary>
    private bool TryFit(QueuedRequest request, int others, ref int rows, int most)
    {
        if (request.HasIndependentRows)
        {
            var part = RowsOfPart(isLearnt: true);
            request.Range.Count = Math.Min(request.Range.Count, Math.Max(1, Math.Min(part, Math.Max(most, part) - rows)));
        }
        else if (request.IsDivisible)
        {
            // Found to depend on each other since it came: it runs whole, unless some of its rows have run already.
            if (!_version.Rows.MayShare && request.Held is null) request.StayWhole();
            else request.Range.Count = Math.Min(request.Range.Count, RowsOfPart(isLearnt: false));
        }
        if (others > 0 && (!request.Size.HasRows || (rows + request.Range.Count > most && !request.HasIndependentRows)))
        {
            request.Range.Count = request.Range.Total - request.Range.Start;
            return false;
        }
        rows += request.Range.Count;
        return true;
    }

    private void TakeOut(QueuedRequest request, int state)
    {
        request.Shard!.Take(request);
        _admission.ForgetBytes(request);
        request.MoveTo(state);
    }

    private void Note(BatchRunner runner, long now)
    {
        _runningRows -= runner.RowsInFlight;
        runner.RowsInFlight = 0;
        _rate.Note(runner.Rows, HasWaiting, now);
        if (runner.Learnt is not { } run) return;
        _learntAt = now;
        _sizing.Observe(run.Rows, run.Ticks, now, run.Taking);
    }

    private bool HasTurn(BatchRunner runner, long now, out QueueState state, out BatchDecision decision)
    {
        (state, decision) = (default, default);
        if (!HasWaiting) return false;
        Open(now);
        state = StateAt(now, _running - 1, Rows);
        var keeps = _shared.Threads.TryKeep(this, runner.Ticks, runner.Length > RunLength.Short, LeavesOne(runner.Length, state));
        // They have been charged.
        runner.Ticks = 0;
        decision = BatchPolicy.Decide(state);
        // Longer runs than the last belong on a worker, or leave a core, and shorter ones do not.
        return keeps && decision.Action == BatchAction.Run && LengthOf(decision.Rows) == runner.Length;
    }

    private void GiveBack(BatchRunner runner)
    {
        _shared.Threads.Return(this, runner.Length > RunLength.Short, runner.Ticks);
        // What came while this runner was still counted left it to its return.
        Interlocked.MemoryBarrier();
        if (!HasWaiting) return;
        lock (_lock) PumpAndLook();
    }

    // A queue delay is counted from the oldest of all.
    private void Open(long now)
    {
        if (Policy.Batching.Mode == BatchingMode.Fixed) _queue.OpenAll(now);
        else _queue.OpenNear(_queue.Near, now);
    }

    private void LimitRows(int byMemory)
    {
        var policy = Policy.Batching;
        var most = Math.Min(policy.Mode == BatchingMode.Off ? int.MaxValue : policy.MostRows, byMemory);
        if (most == _limited) return;
        _limited = most;
        _sizing.LimitTo(most);
    }

    private QueueState StateAt(long now, int running, int waitingRows)
    {
        var policy = Policy.Batching;
        var most = !_version.Rows.MayShare || _sizing.MustRunAlone || policy.Mode == BatchingMode.Off ? 1
            : policy.Mode == BatchingMode.Fixed ? Math.Min(policy.MostRows, _limited)
            : _sizing.Limit;
        return new()
        {
            Mode = policy.Mode,
            Now = now,
            WaitingRows = waitingRows,
            Oldest = policy.Mode == BatchingMode.Fixed ? _queue.Oldest() : 0,
            TightestDeadline = _queue.TightestOfNext(),
            Concurrency = _concurrency,
            Running = running,
            RunningRows = _runningRows,
            IsShedding = _admission.IsShedding(now),
            MaxRows = most,
            MaxDelay = (long)(policy.MaxQueueDelay.TotalSeconds * _shared.Frequency),
            ExpectedFull = Curve.Expected(most),
            ExpectedOne = Curve.Expected(1),
            Frequency = _shared.Frequency,
        };
    }

    // For near deadlines, which a free core can tell on time; where many are missed anyway, all cores work off what they can.
    private bool LeavesOne(RunLength length, in QueueState state) => length switch
    {
        RunLength.Short => false,
        RunLength.Middle => _others.AreThere(state.Now),
        _ => (_queue.EarliestDeadline < state.Now + _shared.Frequency / 10 && !state.IsOverloaded) || _others.AreThere(state.Now),
    };

    // A run that ends too late only takes time from those that could be in time. Half as much again, for what is expected is the median, and
    // all that go next have about the same time left. What is expected may be wrong, though: it is believed only while runs confirm it, or it
    // might keep all requests from running for ever.
    private long TimeNeeded(in QueueState state) =>
        state.IsOverloaded && state.Now - _learntAt < _shared.Frequency / 10 ? state.ExpectedFull + state.ExpectedFull / 2 : 0;

    private void UpdateInline(long now)
    {
        var takesInline = !_closed && BatchPolicy.Decide(new QueueState
        {
            IsArrival = true,
            Mode = Policy.Batching.Mode,
            IsBatching = _backlog.IsOn,
            WaitingRows = HasWaiting && !MayOvertake(now) ? Rows : 0,
            HasPlace = true,
            TimeLeft = long.MaxValue,
            Now = now,
            Frequency = _shared.Frequency,
        }).Action == BatchAction.RunInline;
        // All that come read it.
        if (TakesInline != takesInline) TakesInline = takesInline;
    }

    // Callers that ask again at once would keep a queue that they are all in from ever being empty, and so themselves from running
    // inline, which for tiny models is by far the cheapest. Every other millisecond they may.
    private bool MayOvertake(long now) =>
        Curve.IsKnown(0) && Curve.PerRow(0) < _shared.Frequency / 50_000 && (now / (_shared.Frequency / 1000) & 1) == 0;

    // What of the decision on an arrival is the same for all that come from now on; its pipeline looks at its own deadline and for a slot.
    private void UpdateNextLook()
    {
        var next = Math.Min(_queue.EarliestDeadline, _fixedUntil);
        if (_nextLook != next) Volatile.Write(ref _nextLook, next);
        if (_fixedUntil != long.MaxValue) _shared.Scanner.NoteWaiting(_fixedUntil);
    }

    private void MoveOut(Func<QueuedRequest, bool> leaves)
    {
        var moving = new List<QueuedRequest>();
        var now = _shared.Time.GetTimestamp();
        lock (_lock)
        {
            UpdateInline(0);
            _queue.RemoveWhere((request, _) => leaves(request), now, moving);
            foreach (var request in moving)
            {
                _admission.Forget(request);
                request.Queue = null;
                request.MoveTo(RequestState.Idle);
            }
            UpdateInline(0);
            UpdateNextLook();
        }
        // They keep their arrival, and so their order among those that wait for the other version.
        foreach (var request in moving) SendOn(request, now);
    }

    private void AnswerLate(List<QueuedRequest> late, long now)
    {
        foreach (var request in late)
        {
            var failure = Failures.DeadlineWhileWaiting(_registration.Name);
            _shared.Metrics.Refused(_registration.Name, failure, SecondsSince(request, now));
            request.Answer(failure, Pool);
        }
    }

    private double SecondsSince(QueuedRequest request, long now) => (now - request.Context.Arrival) * _shared.SecondsPerTick;
}
