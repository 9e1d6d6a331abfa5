using System.Runtime.InteropServices;
using InferenceKit.Serving.Traffic;

namespace InferenceKit.DataPlane.Pipeline;

/// <summary>What every stage of one request may know beside its input.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct RequestContext(long arrival, InferenceRequestOptions? options, CancellationToken cancellation)
{
    /// <summary>When the request came, or its present attempt began, as a timestamp of the time provider.</summary>
    public long Arrival = arrival;

    public readonly InferenceRequestOptions? Options = options;

    public readonly CancellationToken Cancellation = cancellation;

    /// <summary>The version that the request names, or a step of its fallback chain; null for the one that traffic goes to.</summary>
    public string? Version = options?.Version;

    /// <summary>How its traffic was split; null without a split. Part of every answer, also of one from a fallback.</summary>
    public RouteChoice? Route;

    /// <summary>Whether it goes to the primary by the split, or without a split. Shadows do not see a request that chose its version itself.</summary>
    public readonly bool MayBeMirrored => Arm == 0 && Route?.Assignment != VariantAssignment.Request && Options?.Version is null;

    /// <summary>The arm that the present attempt goes to, as <see cref="Route"/> counts them; 0 for the primary.</summary>
    public int Arm;

    /// <summary>When it must be answered; absolute, so that no stage can stretch it.</summary>
    public long Deadline = long.MaxValue;

    /// <summary>Whether a circuit breaker that is open let it through, to see whether the version works again.</summary>
    public bool IsTrial;
}
