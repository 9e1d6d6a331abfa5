using InferenceKit.DataPlane.Routing;
using InferenceKit.Runtime;

namespace InferenceKit.DataPlane.Batching;

/// <summary>Brings a request to the queue of the version that is to answer it.</summary>
internal static class Dispatch
{
    /// <returns>Null when it waits, and may have been answered already; otherwise why not.</returns>
    public static Refusal? ToQueue(QueuedRequest request, ModelRegistration registration, BatchServices shared, long now, bool isMoved = false)
    {
        while (true)
        {
            var table = shared.Serving.Current;
            var version = RoutingStage.Select(table, table.Models[registration.Ordinal], ref request.Context, out var failure);
            if (version is null) return new(failure);
            var queue = (BatchScheduler)version.Queue;
            switch (queue.Enqueue(request, now, isMoved))
            {
                case EnqueueResult.Waits: return null;
                case EnqueueResult.Cancelled: return new(null);
                case EnqueueResult.Full: return new(Failures.QueueFull(registration.Name, queue.Rows, queue.RetryAfter()));
                case EnqueueResult.TooLate: return new(Failures.DeadlineCannotBeMet(registration.Name, queue.Rows, queue.RetryAfter()));
                // Another version comes in its place, or none; the table says so already.
                default: continue;
            }
        }
    }
}
