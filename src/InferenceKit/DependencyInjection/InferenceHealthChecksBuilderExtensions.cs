using InferenceKit.Configuration;
using InferenceKit.DependencyInjection;
using InferenceKit.Monitoring;
using InferenceKit.Serving;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the state of the models to the host's health checks.</summary>
public static class InferenceHealthChecksBuilderExtensions
{
    /// <summary>
    /// Adds two checks, both from what is known already: nothing is run, read or waited for.
    /// <c>inference-live</c>, tagged <c>live</c>: the process answers; it is always healthy, for a restart mends no model.
    /// <c>inference-ready</c>, tagged <c>ready</c>: unhealthy while a required model has no version that serves or the host is stopping; degraded
    /// while a circuit breaker is open, a run was stopped and does not end, a fallback has answered within the last minute, the last reload of the configuration was refused, a
    /// version could not be loaded, or a model that is not required is not ready. Its description says which and why.
    /// </summary>
    /// <param name="builder">What <c>AddHealthChecks</c> gives; <c>AddInference</c> has to be called as well.</param>
    /// <param name="failureStatus">What an outage counts as. Default: unhealthy.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is null.</exception>
    public static IHealthChecksBuilder AddInference(this IHealthChecksBuilder builder, HealthStatus? failureStatus = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder
            .Add(new("inference-live", static _ => new LiveHealthCheck(), failureStatus: null, ["live"]))
            .Add(new("inference-ready", static s => new InferenceHealthCheck(new(
                s.GetRequiredService<ServingState>(), s.GetRequiredService<ISettingsSource>(), s.GetRequiredService<InferenceKit.IModelLifecycle>(), s.Time())), failureStatus, ["ready"]));
    }

    private sealed class LiveHealthCheck : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
            Task.FromResult(HealthCheckResult.Healthy("the process answers"));
    }
}
