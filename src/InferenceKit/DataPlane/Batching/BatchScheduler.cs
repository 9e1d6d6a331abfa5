using InferenceKit.DataPlane.Batching.Admission;
using InferenceKit.DataPlane.Batching.Forming;
using InferenceKit.DataPlane.Batching.Queue;
using InferenceKit.DataPlane.Batching.Sizing;
using InferenceKit.DataPlane.Execution;
using InferenceKit.DataPlane.Traffic;
using InferenceKit.Serving;

namespace InferenceKit.DataPlane.Batching;

/// <summary>
/// The queue of one version and what is done about it: a thin loop around <see cref="BatchPolicy"/>. An arrival that may not run at once is
/// put here; a runner starts at the end of the thread pool's queue, so that all callers that are ready to come get in first, or on a worker
/// where runs are long.
/// </summary>
/// <remarks>
/// Arrivals come in without the lock while all runners are at work. Two rules keep each of them from being left: an arrival is in the queue,
/// by a full fence, before it looks for runners, and a runner looks at the queue, after a full fence, when it has stopped to count as one.
/// </remarks>
internal sealed class BatchScheduler : RequestQueue
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
    private readonly QueueView _view;
    private readonly BacklogSwitch _backlog;
    private readonly int _concurrency;

    private long _nextCheck = long.MaxValue;
    private bool _closed;

    public BatchScheduler(ServedVersion version, ModelRegistration registration, BatchServices shared)
    {
        _version = version;
        _registration = registration;
        _shared = shared;
        _concurrency = Math.Min(version.Slots.Length, shared.Threads.Threads);
        _plan = new(version, registration, shared);
        _backlog = new(shared.Frequency);
        var rate = new DrainRate(shared.Frequency);
        _queue = new(Mechanisms.QueueShards ? _concurrency : 1, shared.Frequency);
        _admission = new(version, _queue, rate, Curve, _concurrency, shared);
        _view = new(_queue, _admission, _plan, _backlog, _concurrency, shared);
        Outcomes = new(version, registration, shared);
        Runners = new(this, _lock, version, _queue, _admission, _plan, _view, _backlog, rate, _concurrency, shared);
    }

    public override CostCurve Curve => _plan.Curve;

    /// <summary>What becomes of requests that leave the queue without a run, and records of all.</summary>
    public QueueOutcomes Outcomes { get; }

    /// <summary>Its runners: when one starts, and what each takes.</summary>
    public RunnerCycle Runners { get; }

    public override bool HasWaiting => !_queue.IsEmpty;

    public override int Rows => _queue.Rows;

    public override int RowsPerRun => _plan.RowsPerRun;

    // What has just come has not been looked at.
    public override long NextCheck => _queue.HasArrivals ? long.MinValue : Volatile.Read(ref _nextCheck);

    /// <summary>Where callers go on that are answered while they wait.</summary>
    public BackedPool Pool => _shared.Pool;

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
        if (TakesInline || Runners.HasFreeRunner || (!_backlog.IsOn && _plan.MayBatch(policy)) || Volatile.Read(ref _closed)) ComeIn(now, policy);
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

    /// <summary>
    /// What a request that is refused now is told: the rows that wait, and about how long until it would have run. Not
    /// <see cref="Rows"/>, which counts other requests that are about to be refused: where many arrive at once, it may be more than may ever wait.
    /// </summary>
    public (int Rows, TimeSpan RetryAfter) Backlog()
    {
        lock (_lock)
        {
            var rows = _queue.CountWaiting(_shared.Time.GetTimestamp());
            return (rows, _admission.RetryAfter(rows));
        }
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

    public override void OnSlotFree()
    {
        if (Runners.HasFreeRunner) Runners.PumpAgain();
    }

    /// <summary>What waits has changed: whether arrivals may run at once, and when to look again. Under the lock.</summary>
    public void OnTaken(long now)
    {
        UpdateInline(now);
        UpdateNextCheck();
    }

    public override long Check(long now)
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
            Runners.Pump(now);
            UpdateNextCheck();
        }
        Outcomes.AnswerLate(late, now);
        return NextCheck;
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
        $"{_version.Id}: {_queue.Count} requests with {_queue.Rows} rows wait, {Runners.Running} runners of {_concurrency} ({Runners.Starting} starting), "
        + $"{_version.InFlight} of {_version.Slots.Length} slots, limit {_plan.RowsPerRun}{(_closed ? ", closed" : "")}{(_backlog.IsOn ? ", backlog" : "")}";

    // Whether a slot is free for each in the queue, which then does not wait but only changes threads.
    private bool HasFreeSlot => _queue.Count is var waiting && waiting <= _concurrency
        && waiting + _version.InFlight <= _version.Slots.Length && waiting + Runners.Running - Runners.Starting <= _concurrency;

    private void ComeIn(long now, BatchingPolicy policy)
    {
        bool isClosed;
        lock (_lock)
        {
            if (!Runners.HasFreeRunner && _plan.MayBatch(policy)) _backlog.Note(now);
            UpdateInline(now);
            isClosed = _closed;
            Runners.Pump(now);
            UpdateNextCheck();
        }
        if (isClosed) Close();
    }

    private void UpdateInline(long now)
    {
        var takesInline = !_closed && _view.LetsArrivalsRun(now);
        // All that come read it.
        if (TakesInline != takesInline) TakesInline = takesInline;
    }

    /// <summary>Says when to look at the queue again. Under the lock.</summary>
    public void UpdateNextCheck()
    {
        var next = Math.Min(_queue.EarliestDeadline, Runners.FixedUntil);
        if (_nextCheck != next) Volatile.Write(ref _nextCheck, next);
        if (Runners.FixedUntil != long.MaxValue) _shared.Scanner.NoteWaiting(Runners.FixedUntil);
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
            UpdateNextCheck();
        }
        // They keep their arrival, and so their order among those that wait for the other version.
        foreach (var request in moving) Outcomes.SendOn(request, now);
    }
}
