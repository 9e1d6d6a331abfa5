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
    private readonly RunPlan _plan;
    private readonly TurnTaking _taking;
    private readonly QueueView _view;
    private readonly BacklogSwitch _backlog;
    private readonly DrainRate _rate;
    private readonly int _concurrency;

    private int _running;
    // Started, but not yet at the queue.
    private int _starting;
    // Of all runs in flight.
    private int _runningRows;
    private long _nextLook = long.MaxValue;
    private long _fixedUntil = long.MaxValue;
    private bool _closed;

    public BatchScheduler(ServedVersion version, ModelRegistration registration, BatchServices shared)
    {
        _version = version;
        _registration = registration;
        _shared = shared;
        _concurrency = Math.Min(version.Slots.Length, shared.Threads.Threads);
        _plan = new(version, registration, shared);
        _backlog = new(shared.Frequency);
        _rate = new(shared.Frequency);
        _queue = new(_concurrency, shared.Frequency);
        _admission = new(version, _queue, _rate, Curve, _concurrency, shared);
        _taking = new(_queue, _admission, _plan, version);
        _view = new(_queue, _admission, _plan, _backlog, _concurrency, shared);
        Outcomes = new(version, registration, shared);
    }

    public override CostCurve Curve => _plan.Curve;

    /// <summary>What becomes of requests that leave the queue without a run, and records of all.</summary>
    public QueueOutcomes Outcomes { get; }

    public override bool HasWaiting => !_queue.IsEmpty;

    public override int Rows => _queue.Rows;

    public override int RowsPerRun => _plan.RowsPerRun;

    // What has just come has not been looked at.
    public override long NextLook => _queue.HasArrivals ? long.MinValue : Volatile.Read(ref _nextLook);

    /// <summary>Where callers go on that are answered while they wait.</summary>
    public BackedPool Pool => _shared.Pool;

    int IThreadUser.Weight => _plan.Policy.Weight;

    double IThreadUser.Account { get; set; }

    bool IThreadUser.IsInLine { get; set; }

    /// <summary>Puts a request into the queue. Where all runners are at work, without a lock: they come back for it.</summary>
    /// <param name="request">The request, sized for this version; its state is Idle.</param>
    /// <param name="now">The clock, or what it was a moment ago.</param>
    /// <param name="isMoved">Whether it was let into a queue before.</param>
    public EnqueueResult Enqueue(QueuedRequest request, long now, bool isMoved)
    {
        var policy = _plan.Policy.Batching;
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
        if (TakesInline || Volatile.Read(ref _running) < _concurrency || (!_backlog.IsOn && _plan.MayBatch(policy)) || Volatile.Read(ref _closed)) ComeIn(now, policy);
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
            _plan.LearnInline(ticks, ready / _concurrency, now);
            if (ready < 2 || !_plan.MayBatch(_plan.Policy.Batching)) return;
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
            _plan.LimitRows(mostRows);
            _view.Open(now);
            var state = _view.ForTurn(now, _running - 1, _runningRows, Rows);
            reason = TakeRows(runner, state, BatchPolicy.Decide(state), ref late);
        }
        if (late is not null) Outcomes.AnswerLate(late, now);
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
            _plan.LimitRows(mostRows);
            if (HasTurn(runner, now, out var state, out var decision)) reason = TakeRows(runner, state, decision, ref late);
            if (taken.Count == 0) _running--;
        }
        if (late is not null) Outcomes.AnswerLate(late, now);
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
        Outcomes.AnswerLate(late, now);
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

    /// <summary>A caller gave up while its run goes on.</summary>
    public void NoteLeaver(QueuedRequest request)
    {
        var now = _shared.Time.GetTimestamp();
        _version.Instruments.Runs.NoteAbandoned();
        Outcomes.Record(request, null, isSuccess: false, now);
        _shared.Scanner.NoteWaiting(now);
    }

    /// <summary>Learns from a run that failed and was run again in parts.</summary>
    public void LearnFailure(bool failedAll, bool failedNone)
    {
        lock (_lock) _plan.LearnFailure(failedAll, failedNone);
    }

    /// <summary>For messages of tests and debuggers.</summary>
    public override string ToString() =>
        $"{_version.Id}: {_queue.Count} requests with {_queue.Rows} rows wait, {_running} runners of {_concurrency} ({_starting} starting), "
        + $"{_version.InFlight} of {_version.Slots.Length} slots, limit {_plan.RowsPerRun}{(_closed ? ", closed" : "")}{(_backlog.IsOn ? ", backlog" : "")}";

    // Whether a slot is free for each in the queue, which then does not wait but only changes threads.
    private bool HasFreeSlot => _queue.Count is var waiting && waiting <= _concurrency
        && waiting + _version.InFlight <= _version.Slots.Length && waiting + _running - _starting <= _concurrency;

    private void ComeIn(long now, BatchingPolicy policy)
    {
        bool isClosed;
        lock (_lock)
        {
            if (_running >= _concurrency && _plan.MayBatch(policy)) _backlog.Note(now);
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
            var state = _view.ForTurn(now, _running, _runningRows, rows);
            var decision = BatchPolicy.Decide(state);
            if (decision.Action != BatchAction.Run)
            {
                _fixedUntil = decision.Until;
                return;
            }
            var length = LengthOf(decision.Rows);
            if (!_shared.Threads.TryTake(this, length > RunLength.Short, _plan.LeavesOne(length, state, _queue.EarliestDeadline))) return;
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

    private RunLength LengthOf(int rows) => _plan.LengthOf(_taking.RowsOfNext(rows));

    private ReleaseReason? TakeRows(BatchRunner runner, in QueueState state, BatchDecision decision, ref List<QueuedRequest>? late)
    {
        var now = state.Now;
        if (decision.Action != BatchAction.Run)
        {
            _fixedUntil = decision.Until;
            UpdateNextLook();
            return null;
        }
        var rows = _taking.Take(runner.Members.Requests, decision.Rows, now + _plan.TimeNeeded(state), now, ref late);
        runner.RowsInFlight = rows;
        _runningRows += rows;
        if (!_plan.IsLookingAtOne) _backlog.NoteRun(rows, now);
        if (!_plan.Pays) _backlog.Leave(now);
        _admission.Update(_plan.Policy.Batching);
        UpdateInline(now);
        UpdateNextLook();
        return decision.Reason;
    }

    private void Note(BatchRunner runner, long now)
    {
        _runningRows -= runner.RowsInFlight;
        runner.RowsInFlight = 0;
        _rate.Note(runner.Rows, HasWaiting, now);
        if (runner.Learnt is { } run) _plan.Learn(run, now);
    }

    private bool HasTurn(BatchRunner runner, long now, out QueueState state, out BatchDecision decision)
    {
        (state, decision) = (default, default);
        if (!HasWaiting) return false;
        _view.Open(now);
        state = _view.ForTurn(now, _running - 1, _runningRows, Rows);
        var keeps = _shared.Threads.TryKeep(this, runner.Ticks, runner.Length > RunLength.Short, _plan.LeavesOne(runner.Length, state, _queue.EarliestDeadline));
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

    private void UpdateInline(long now)
    {
        var takesInline = !_closed && _view.LetsArrivalsRun(now);
        // All that come read it.
        if (TakesInline != takesInline) TakesInline = takesInline;
    }

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
        foreach (var request in moving) Outcomes.SendOn(request, now);
    }
}
