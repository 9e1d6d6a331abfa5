using InferenceKit.DataPlane.Routing;
using InferenceKit.Runtime;

namespace InferenceKit.DataPlane;

internal sealed partial class InferencePipeline
{
    /// <summary>
    /// Waits for a place, by priority and in order of arrival. It routes anew at each turn, so that it never holds an old version up.
    /// </summary>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    private async ValueTask<(Slot? Slot, InferenceFailure? Failure)> RentAsync(ModelRegistration registration, RequestContext context)
    {
        var gate = registration.Gate;
        // A version that went away between routing and renting is no reason to wait: another came in its place.
        if (!gate.HasWaiters)
        {
            var table = serving.Current;
            var now = RoutingStage.Select(table, table.Models[registration.Ordinal], context.Options, out var none);
            if (now is null) return (null, none);
            if (now.TryRent() is { } free) return (free, null);
        }
        var waiter = new GateWaiter(context.Deadline, context.Options?.Priority ?? 0, context.Options?.Version);
        if (!gate.TryJoin(waiter))
            return (null, Failures.QueueFull(registration.Name, gate.Waiting, RetryAfter(registration)));
        try
        {
            using var cancellation = context.Cancellation.UnsafeRegister(static w => ((GateWaiter)w!).Wake(GateSignal.Cancelled), waiter);
            scanner.NoteWaiting(context.Deadline);
            while (true)
            {
                var table = serving.Current;
                var version = RoutingStage.Select(table, table.Models[registration.Ordinal], context.Options, out var failure);
                if (version is null) return (null, failure);
                if (gate.IsFirst(waiter) && version.TryRent() is { } slot) return (slot, null);
                switch (await waiter.WaitAsync().ConfigureAwait(false))
                {
                    case GateSignal.Expired: return (null, Failures.DeadlineWhileWaiting(registration.Name));
                    case GateSignal.Cancelled: context.Cancellation.ThrowIfCancellationRequested(); break;
                }
            }
        }
        finally
        {
            gate.Leave(waiter);
        }
    }

    /// <summary>About how long until the queue has gone through the places there are.</summary>
    private TimeSpan RetryAfter(ModelRegistration registration)
    {
        if (serving.Current.Models[registration.Ordinal].Primary is not { } primary) return TimeSpan.FromSeconds(1);
        var ticks = (double)primary.RunTime.P99 * registration.Gate.Waiting / primary.Slots.Length;
        return TimeSpan.FromSeconds(Math.Clamp(ticks * _secondsPerTick, 0.001, 60));
    }
}
