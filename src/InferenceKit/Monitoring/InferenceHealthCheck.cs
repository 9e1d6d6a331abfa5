using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace InferenceKit.Monitoring;

/// <summary>Whether requests can be answered: unhealthy while something keeps them from it, degraded while something is not as it should be.</summary>
internal sealed class InferenceHealthCheck(InferenceHealth health) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(Check(context));

    private HealthCheckResult Check(HealthCheckContext context)
    {
        var outages = health.FindOutages();
        if (outages.Count > 0) return new(context.Registration.FailureStatus, string.Join("; ", outages));
        var troubles = health.FindTroubles();
        return troubles.Count > 0 ? HealthCheckResult.Degraded(string.Join("; ", troubles)) : HealthCheckResult.Healthy("every required model serves");
    }
}
