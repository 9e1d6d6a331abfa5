using InferenceKit.Runtime;

namespace InferenceKit.DataPlane.Batching;

/// <summary>Who comes in, gives up before a turn, or runs at once.</summary>
internal sealed partial class BatchScheduler
{
    /// <summary>Puts a request into the queue. Where all runners are at work, without a lock: they come back for it.</summary>
    /// <param name="request">The request; its state is Idle.</param>
    /// <param name="now">The clock, or what it was a moment ago.</param>
    /// <param name="isMoved">Whether it was let into another queue before.</param>
    public EnqueueResult Enqueue(QueuedRequest request, long now, bool isMoved)
    {
        var policy = Policy.Batching;
        // It may be answered, and be another request, as soon as it is in.
        var (deadline, cancellation) = (request.Context.Deadline, request.Context.Cancellation);
        if (Volatile.Read(ref _closed) || _version.IsOutOfService) return EnqueueResult.Closed;
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

    // Of callers who are ready to come, for each place.
    private const int LargeBacklog = 16;

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
}
