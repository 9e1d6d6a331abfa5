using System.Runtime.CompilerServices;
using InferenceKit.DataPlane.Pipeline;
using InferenceKit.Runtime;

namespace InferenceKit.DataPlane.Resilience;

/// <summary>Turns timeouts into one absolute deadline.</summary>
internal readonly struct DeadlineStage(TimeProvider time)
{
    private readonly double _ticksPerTimeSpanTick = (double)time.TimestampFrequency / TimeSpan.TicksPerSecond;

    /// <summary>Sets the deadline: the tighter of the model's timeout and the request's, from the arrival.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Apply(ref RequestContext context, ServingPolicy policy)
    {
        var timeout = policy.Timeout.Ticks;
        if (context.Options?.Timeout is { } own && own != Timeout.InfiniteTimeSpan && (timeout < 0 || own.Ticks < timeout))
            timeout = Math.Max(own.Ticks, 0);
        if (timeout < 0) return;
        var ticks = timeout * _ticksPerTimeSpanTick;
        // Centuries would wrap around to the past.
        if (ticks < long.MaxValue - context.Arrival) context.Deadline = context.Arrival + (long)ticks;
    }
}
