using System.Runtime.InteropServices;

namespace InferenceKit.DataPlane;

/// <summary>What every stage of one request may know beside its input.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct RequestContext(long arrival, InferenceRequestOptions? options, CancellationToken cancellation)
{
    /// <summary>When the request came, as a timestamp of the time provider.</summary>
    public readonly long Arrival = arrival;

    public readonly InferenceRequestOptions? Options = options;

    public readonly CancellationToken Cancellation = cancellation;

    /// <summary>When it must be answered; absolute, so that no stage can stretch it.</summary>
    public long Deadline = long.MaxValue;
}
