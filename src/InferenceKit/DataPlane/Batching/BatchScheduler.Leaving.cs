namespace InferenceKit.DataPlane.Batching;

/// <summary>Who leaves the queue without a run.</summary>
internal sealed partial class BatchScheduler
{
    public override long Look(long now)
    {
        var late = new List<QueuedRequest>();
        lock (_lock)
        {
            _waiting.RemoveWhere(static (request, now) => request.Context.Deadline <= now, now, late);
            foreach (var request in late) Forget(request);
            UpdateInline();
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
        var isPrimary = model.Primary == _version;
        var moving = new List<QueuedRequest>();
        lock (_lock)
        {
            UpdateInline();
            // Who named this version stays until it closes.
            if (table.IsShuttingDown || !isPrimary)
                _waiting.RemoveWhere((request, _) => table.IsShuttingDown || request.Version is null, 0, moving);
            Detach(moving);
        }
        MoveOn(moving);
    }

    public override void Close()
    {
        var moving = new List<QueuedRequest>();
        lock (_lock)
        {
            _closed = true;
            _waiting.RemoveWhere(static (_, _) => true, 0, moving);
            Detach(moving);
        }
        MoveOn(moving);
    }

    private void Detach(List<QueuedRequest> moving)
    {
        foreach (var request in moving)
        {
            Interlocked.Decrement(ref _count);
            request.Queue = null;
            request.MoveTo(RequestState.Idle);
        }
        UpdateInline();
        UpdateNextLook();
    }

    // They keep their arrival, and so their place among those who wait for the other version.
    private void MoveOn(List<QueuedRequest> moving)
    {
        foreach (var request in moving)
        {
            if (Dispatch.ToQueue(request, _registration, _shared) is not { } refusal) continue;
            lock (_lock) Uncount(request);
            request.MoveTo(RequestState.Done);
            _shared.Metrics.Refused(_registration.Name, refusal.Failure, SecondsSince(request, _shared.Time.GetTimestamp()));
            request.Answer(refusal.Failure);
        }
    }

    private void AnswerLate(List<QueuedRequest> late, long now)
    {
        foreach (var request in late)
        {
            var failure = Failures.DeadlineWhileWaiting(_registration.Name);
            _shared.Metrics.Refused(_registration.Name, failure, SecondsSince(request, now));
            request.Answer(failure);
        }
    }

    private void Forget(QueuedRequest request)
    {
        Interlocked.Decrement(ref _count);
        Uncount(request);
        request.MoveTo(RequestState.Done);
    }

    private double SecondsSince(QueuedRequest request, long now) => (now - request.Context.Arrival) * _shared.SecondsPerTick;
}
