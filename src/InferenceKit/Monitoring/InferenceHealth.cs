using InferenceKit.Configuration;
using InferenceKit.Serving;

namespace InferenceKit.Monitoring;

/// <summary>Judges from what is known already how the models stand; nothing is run, read or waited for.</summary>
internal sealed class InferenceHealth(ServingState serving, ISettingsSource settings, IModelLifecycle lifecycle, TimeProvider time)
{
    // Long enough for the next evaluation of an alert to see it.
    private static readonly TimeSpan FallbackIsRecent = TimeSpan.FromMinutes(1);

    /// <summary>What keeps the host from serving; empty when nothing does.</summary>
    public IReadOnlyList<string> FindOutages()
    {
        var table = serving.Current;
        if (table.IsShuttingDown) return ["the host is stopping"];
        var current = settings.Current;
        return [.. from model in table.Models
                   where current.Models[model.Name].Required && WhyNotReady(model) is not null
                   select $"{model.Name}: {WhyNotReady(model)}"];
    }

    /// <summary>What is not as it should be although the host serves; empty when nothing is.</summary>
    public IReadOnlyList<string> FindTroubles()
    {
        List<string> troubles = [];
        if (settings.Refused is { Count: > 0 } refused) troubles.Add($"the last reload of the configuration was refused: {refused[0]}{(refused.Count > 1 ? $" (and {refused.Count - 1} more)" : "")}");
        foreach (var model in serving.Current.Models) AddTroubles(model, troubles);
        foreach (var status in lifecycle.Models)
        {
            if (status is { IsReady: true, Error: { } error }) troubles.Add($"{status.Name}: {error}");
            // A variant without traffic keeps no request waiting.
            foreach (var variant in status.Traffic?.Variants.Skip(1) ?? [])
                if (variant is { Percent: > 0, Problem: { } problem }) troubles.Add($"{status.Name}: variant '{variant.Name}': {problem}; the primary answers for it");
        }
        return troubles;
    }

    private static string? WhyNotReady(ServedModel model) =>
        model.Primary is null ? model.NotReady ?? "no version is ready" : model.Primary.WhyOutOfService;

    private void AddTroubles(ServedModel model, List<string> troubles)
    {
        if (WhyNotReady(model) is { } why && !settings.Current.Models[model.Name].Required) troubles.Add($"{model.Name}: {why}");
        foreach (var version in model.Versions)
        {
            if (version.Service.StuckRuns > 0) troubles.Add($"{version.Id}: {version.Service.StuckRuns} of its runs were stopped and do not end");
            if (version.Breaker.State != CircuitState.Closed) troubles.Add($"{version.Id}: the circuit breaker is open: {version.Breaker.Reason}");
        }
        if (serving.LastFallback(model.Registration) is { } at && time.GetElapsedTime(at) < FallbackIsRecent)
            troubles.Add($"{model.Name}: a fallback answered for it within the last minute");
        var steps = model.Policy.Fallback?.Steps ?? [];
        for (var i = 0; i < steps.Length && i < model.FallbackVersions.Length; i++)
            if (steps[i].Kind == Serving.Resilience.FallbackKind.Version && model.FallbackVersions[i] is null) troubles.Add($"{model.Name}: {steps[i]}: there is no such version");
    }
}
