using InferenceKit.DataPlane.Execution;
using InferenceKit.Runtime;

namespace InferenceKit.DataPlane.Batching;

/// <summary>
/// The queue of one version and what is done about it: a thin loop around <see cref="BatchPolicy"/>. An arrival that may not run at once is
/// put here; a runner takes its turn at the end of the thread pool's queue, so that all who are ready to come get in first, or on a worker
/// where runs are long.
/// </summary>
internal sealed partial class BatchScheduler : RequestQueue, IThreadUser
{
    private readonly Lock _lock = new();
    private readonly ServedVersion _version;
    private readonly ModelRegistration _registration;
    private readonly BatchServices _shared;
    private readonly QueueShards _queue;
    private readonly BatchSizing _sizing;
    private readonly BacklogSwitch _backlog;
    private readonly DrainRate _rate;
    private readonly OtherTraffic _others;
    private readonly int _concurrency;

    private long _extraBytes;
    private int _running;
    private long _nextLook = long.MaxValue;
    private bool _closed;

    public BatchScheduler(ServedVersion version, ModelRegistration registration, BatchServices shared)
    {
        _version = version;
        _registration = registration;
        _shared = shared;
        Curve = new(shared.Frequency);
        _sizing = new(Curve, shared.Frequency);
        if (!version.Signature.SharesRuns) _sizing.StayAtOne();
        _backlog = new(shared.Frequency);
        _rate = new(shared.Frequency);
        _others = new(shared.Serving, registration, shared.Frequency);
        _concurrency = Math.Min(version.Slots.Length, shared.Threads.Threads);
        _queue = new(_concurrency, shared.Frequency);
    }

    public override CostCurve Curve { get; }

    public override bool HasWaiting => !_queue.IsEmpty;

    public override int Rows => _queue.Rows;

    public override int RowsPerRun => _sizing.Limit;

    // Who has just come has not been looked at.
    public override long NextLook => _queue.HasArrivals ? long.MinValue : Volatile.Read(ref _nextLook);

    int IThreadUser.Weight => Policy.Weight;

    double IThreadUser.Account { get; set; }

    bool IThreadUser.IsInLine { get; set; }

    private ServingPolicy Policy => _shared.Serving.Current.Models[_registration.Ordinal].Policy;

    /// <summary>Most rows of one run; a request with more runs in parts.</summary>
    public int MostRowsPerRun => Math.Min(Policy.MaxRowsPerRun, Policy.Batching.MaxBatchSize ?? int.MaxValue);

    /// <summary>Puts a request into the queue. Where all runners are at work, without a lock: they come back for it.</summary>
    /// <param name="request">The request; its state is Idle.</param>
    /// <param name="now">The clock, or what it was a moment ago.</param>
    /// <param name="isMoved">Whether it was let into another queue before.</param>
    public EnqueueResult Enqueue(QueuedRequest request, long now, bool isMoved)
    {
        var policy = Policy.Batching;
        // It may be answered, and be another request, as soon as it is in.
        var (deadline, cancellation) = (request.Context.Deadline, request.Context.Cancellation);
        if (Volatile.Read(ref _closed)) return EnqueueResult.Closed;
        if (cancellation.IsCancellationRequested) return EnqueueResult.Cancelled;
        if (!TryAnnounce(request, policy, isMoved, now, out var refusal)) return refusal;
        request.MoveTo(RequestState.Queued);
        request.Queue = this;
        // Who ends its run, closes the queue or gives a slot back from now on sees the request; what did before is seen here.
        request.Shard!.Put(request);
        if (TakesInline || Volatile.Read(ref _running) < _concurrency || (!_backlog.IsOn && MayBatch(policy)) || Volatile.Read(ref _closed))
            ComeIn(now, policy);
        _shared.Scanner.NoteQueued(deadline);
        // The callback may have come before there was anything to take out.
        if (cancellation.IsCancellationRequested) request.LeaveIf(cancellation);
        return EnqueueResult.Waits;
    }

    private void ComeIn(long now, BatchingPolicy policy)
    {
        bool isClosed;
        lock (_lock)
        {
            if (_running >= _concurrency && MayBatch(policy)) _backlog.Note(now);
            UpdateInline(now);
            isClosed = _closed;
            if (!isClosed) Pump(now);
            UpdateNextLook();
        }
        if (isClosed) Close();
    }

    /// <summary>Takes a request out whose caller gave up; false when it does not wait here any more.</summary>
    public bool TryCancel(QueuedRequest request)
    {
        lock (_lock)
        {
            if (request.Queue != this || request.State != RequestState.Queued || request.Shard is not { } shard) return false;
            shard.Sort(_shared.Time.GetTimestamp());
            if (request.Lane is null) return false;
            shard.Waiting.Remove(request);
            Forget(request);
            request.MoveTo(RequestState.Done);
            UpdateInline(0);
        }
        request.Answer(null);
        return true;
    }

    public override void OnPlaceFree()
    {
        if (Volatile.Read(ref _running) >= _concurrency) return;
        lock (_lock) PumpAndLook();
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
            _backlog.Note(now);
            UpdateInline(now);
        }
    }

    void IThreadUser.OnThreadFree()
    {
        lock (_lock) PumpAndLook();
    }

    /// <summary>For messages of tests and debuggers.</summary>
    public override string ToString() =>
        $"{_version.Id}: {_queue.Count} requests with {_queue.Rows} rows wait, {_running} runners of {_concurrency} ({_starting} starting), "
        + $"{_version.InFlight} of {_version.Slots.Length} slots, limit {_sizing.Limit}{(_closed ? ", closed" : "")}{(_backlog.IsOn ? ", backlog" : "")}";

    private bool MayBatch(BatchingPolicy policy) => policy.Mode == BatchingMode.Auto && _sizing is { Pays: true, IsReady: true };

    // What of the decision on an arrival is the same for all that come from now on; its pipeline looks at its own deadline and for a slot.
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
        // All who come read it.
        if (TakesInline != takesInline) TakesInline = takesInline;
    }

    // Callers that ask again at once would keep a queue that they are all in from ever being empty, and so themselves from running
    // inline, which for tiny models is by far the cheapest. Every other millisecond they may.
    private bool MayOvertake(long now) =>
        Curve.IsKnown(0) && Curve.PerRow(0) < _shared.Frequency / 50_000 && (now / (_shared.Frequency / 1000) & 1) == 0;

    private void UpdateNextLook()
    {
        var next = Math.Min(_queue.EarliestDeadline, _fixedUntil);
        if (_nextLook != next) Volatile.Write(ref _nextLook, next);
        if (_fixedUntil != long.MaxValue) _shared.Scanner.NoteWaiting(_fixedUntil);
    }
}
