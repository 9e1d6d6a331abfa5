using InferenceKit.DataPlane.Pipeline;
using InferenceKit.Runtime;

namespace InferenceKit.DataPlane.Resilience;

/// <summary>Asks an open circuit breaker for one request.</summary>
internal static class BreakerStage
{
    /// <returns>Null when the request may go, to show whether the version works again; otherwise why not.</returns>
    public static InferenceFailure? Refuse(ServedVersion version, ref RequestContext context)
    {
        if (!version.Breaker.TryPass(context.Arrival, out var retryAfter)) return Failures.CircuitOpen(version.Id, version.Breaker.Reason, retryAfter);
        context.IsTrial = true;
        return null;
    }
}
