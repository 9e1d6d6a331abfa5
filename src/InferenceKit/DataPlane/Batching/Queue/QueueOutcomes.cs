using InferenceKit.DataPlane.Batching.Admission;
using InferenceKit.Serving;

namespace InferenceKit.DataPlane.Batching.Queue;

/// <summary>Answers requests that leave the queue without a run, sends on those that belong elsewhere, and records how all of them ended. Thread-safe.</summary>
internal sealed class QueueOutcomes(ServedVersion version, ModelRegistration registration, BatchServices shared)
{
    /// <summary>Sends a request to the queue where it belongs, or answers why no queue takes it.</summary>
    public void SendOn(QueuedRequest request, long now)
    {
        request.Queue = null;
        request.MoveTo(RequestState.Idle);
        if (Dispatch.ToQueue(request, registration, shared, now, isMoved: true) is not { } refusal) return;
        request.MoveTo(RequestState.Done);
        shared.Metrics.Refused(registration.Name, refusal.Failure, SecondsSince(request, now));
        request.Answer(refusal.Failure, shared.Pool);
    }

    /// <summary>Answers requests whose deadline passed while they waited.</summary>
    public void AnswerLate(List<QueuedRequest> late, long now)
    {
        foreach (var request in late)
        {
            var failure = Failures.DeadlineWhileWaiting(registration.Name);
            shared.Metrics.Refused(registration.Name, failure, SecondsSince(request, now));
            request.Answer(failure, shared.Pool);
        }
    }

    /// <summary>Records how a request ended whose deadline was near, by the clock at which its caller goes on.</summary>
    /// <returns>Null, or the failure: an answer after the deadline counts as one.</returns>
    public InferenceFailure? EndNearDeadline(QueuedRequest request)
    {
        var now = shared.Time.GetTimestamp();
        var failure = now > request.Context.Deadline ? Failures.DeadlineWhileRunning(version.Id) : null;
        if (version.Instruments.Enabled) Record(request, failure, failure is null, now);
        return failure;
    }

    /// <summary>Records how a request ended.</summary>
    public void Record(QueuedRequest request, InferenceFailure? failure, bool isSuccess, long now)
    {
        var instruments = version.Instruments;
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

    private double SecondsSince(QueuedRequest request, long now) => (now - request.Context.Arrival) * shared.SecondsPerTick;
}
