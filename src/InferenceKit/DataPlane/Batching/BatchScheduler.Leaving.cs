using InferenceKit.DataPlane.Routing;
namespace InferenceKit.DataPlane.Batching;

/// <summary>Who leaves the queue without a run.</summary>
internal sealed partial class BatchScheduler
{
    public override long Look(long now)
    {
        var late = new List<QueuedRequest>();
        lock (_lock)
        {
            _queue.RemoveWhere(static (request, now) => request.Context.Deadline <= now, now, late);
            foreach (var request in late)
            {
                Forget(request);
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
        var moving = new List<QueuedRequest>();
        lock (_lock)
        {
            UpdateInline(0);
            // Who named this version stays until it closes.
            var isClosed = table.IsShuttingDown || _version.IsOutOfService;
            _queue.RemoveWhere((request, _) => isClosed || !RoutingStage.BelongsTo(model, _version, request.Context), _shared.Time.GetTimestamp(), moving);
            Detach(moving);
        }
        MoveOn(moving);
    }

    public override void Close()
    {
        var moving = new List<QueuedRequest>();
        lock (_lock)
        {
            Volatile.Write(ref _closed, true);
            Interlocked.MemoryBarrier();
            _queue.RemoveWhere(static (_, _) => true, _shared.Time.GetTimestamp(), moving);
            Detach(moving);
        }
        MoveOn(moving);
    }

    private void Detach(List<QueuedRequest> moving)
    {
        foreach (var request in moving)
        {
            Forget(request);
            request.Queue = null;
            request.MoveTo(RequestState.Idle);
        }
        UpdateInline(0);
        UpdateNextLook();
    }

    // They keep their arrival, and so their place among those who wait for the other version.
    private void MoveOn(List<QueuedRequest> moving)
    {
        foreach (var request in moving)
        {
            if (Dispatch.ToQueue(request, _registration, _shared, _shared.Time.GetTimestamp(), isMoved: true) is not { } refusal) continue;
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

    /// <summary>A caller gave up while its run goes on.</summary>
    public void NoteLeft(QueuedRequest request)
    {
        var now = _shared.Time.GetTimestamp();
        _version.Instruments.Runs.NoteAbandoned();
        Record(request, null, isSuccess: false, now);
        _shared.Scanner.NoteWaiting(now);
    }

    /// <summary>Records how a request ended whose deadline was near, by the clock at which its caller goes on.</summary>
    /// <returns>Null, or the failure: an answer after its deadline is none.</returns>
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

    private double SecondsSince(QueuedRequest request, long now) => (now - request.Context.Arrival) * _shared.SecondsPerTick;
}
