using InferenceKit.DataPlane.Batching.Queue;
using InferenceKit.DataPlane.Breaker;
using InferenceKit.DataPlane.Traffic;
using InferenceKit.Serving;

namespace InferenceKit.DataPlane.Batching.Admission;

/// <summary>
/// Brings a request to the queue of the version that is to answer it. Whichever version that is, the request is measured for it and its
/// circuit breaker is asked: what another version would make of the request does not count.
/// </summary>
internal static class Dispatch
{
    /// <param name="request">The request.</param>
    /// <param name="registration">Its model.</param>
    /// <param name="shared">What all schedulers share.</param>
    /// <param name="now">The clock.</param>
    /// <param name="passed">A version whose circuit breaker let it through already; null for none.</param>
    /// <param name="isMoved">Whether it was let into a queue before.</param>
    /// <returns>Null when it waits, and may have been answered already; otherwise why not.</returns>
    public static Refusal? ToQueue(
        QueuedRequest request, ModelRegistration registration, BatchServices shared, long now, ServedVersion? passed = null, bool isMoved = false)
    {
        while (true)
        {
            if (FindVersion(request, registration, shared, passed, out var failure) is not { } version) return new(failure);
            request.SizeFor(version);
            var queue = (BatchScheduler)version.Queue;
            switch (queue.Enqueue(request, now, isMoved))
            {
                case EnqueueResult.Waits: return null;
                case EnqueueResult.Cancelled: return new(null);
                case EnqueueResult.Full: return new(Failures.QueueFull(registration.Name, queue.Backlog()));
                case EnqueueResult.TooLate: return new(Failures.DeadlineCannotBeMet(registration.Name, queue.Backlog()));
                // Another version comes in its place, or none; the table says so already.
                default:
                    passed = version;
                    continue;
            }
        }
    }

    private static ServedVersion? FindVersion(
        QueuedRequest request, ModelRegistration registration, BatchServices shared, ServedVersion? passed, out InferenceFailure? failure)
    {
        failure = null;
        // One version answers all rows of a request.
        if (request.Held is { } held)
        {
            if (!held.IsOutOfService) return held;
            failure = Failures.OutOfService(held.Id, held.WhyOutOfService ?? "its runs do not end");
            return null;
        }
        var table = shared.Serving.Current;
        if (RoutingStage.Select(table, table.Models[registration.Ordinal], ref request.Context, out failure) is not { } version) return null;
        if (version == passed) return version;
        request.Context.IsTrial = false;
        if (version.Breaker.IsOpen && (failure = BreakerStage.Refuse(version, ref request.Context)) is not null) return null;
        return version;
    }
}
