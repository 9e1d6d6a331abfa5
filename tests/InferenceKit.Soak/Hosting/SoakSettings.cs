using InferenceKit.Soak.Models;

namespace InferenceKit.Soak.Hosting;

/// <summary>The configuration that a soak begins with.</summary>
internal static class SoakSettings
{
    /// <summary>No request has more time than this.</summary>
    public static TimeSpan Timeout { get; } = TimeSpan.FromSeconds(2);

    public static Dictionary<string, string?> Create(SoakModels models, SoakFolders folders)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            ["Inference:Repository:Path"] = folders.Models,
            ["Inference:Repository:StagingPath"] = folders.Staging,
            ["Inference:Repository:Watch"] = "true",
            ["Inference:Repository:PollInterval"] = "00:00:02",
            ["Inference:Repository:SettleTime"] = "00:00:00.100",
            ["Inference:State:Path"] = folders.State,
            ["Inference:Lifecycle:RetryDelay"] = "00:00:00.500",
            ["Inference:Lifecycle:DrainTimeout"] = "00:00:15",
            ["Inference:Defaults:Resilience:Timeout"] = Timeout.ToString(),
        };
        foreach (var model in models.All)
            settings[$"Inference:Models:{model.Name}:Version"] = "latest";
        foreach (var model in models.Faulty)
            settings[$"Inference:Models:{model.Name}:Resilience:Validators:y:Finite"] = "true";

        void Set(SoakModel model, string key, string value) => settings[$"Inference:Models:{model.Name}:{key}"] = value;
        foreach (var model in (SoakModel[])[models.Network, models.Trees, models.Values])
        {
            Set(model, "Resilience:CircuitBreaker:FailurePercent", "50");
            Set(model, "Resilience:CircuitBreaker:Window", "00:00:02");
            Set(model, "Resilience:CircuitBreaker:BreakDuration", "00:00:00.500");
            Set(model, $"Resilience:Fallback:{Chain.Constant}:Constant:y:0", $"{Chain.ConstantAnswer:F0}");
        }

        // A chain with every kind of step; one that goes through an adapter; and one that failed runs do not go down.
        Set(models.Network, "Version", "@stable|latest");
        Set(models.Network, $"Resilience:Fallback:{Chain.Version}:Version", "@safe|1");
        Set(models.Network, $"Resilience:Fallback:{Chain.Model}:Model", models.Rules.Name);
        Set(models.Network, $"Resilience:Fallback:{Chain.Delegate}:Use", Chain.DelegateName);
        Set(models.Trees, $"Resilience:Fallback:{Chain.Model}:Model", models.Rules.Name);
        Set(models.Values, "Resilience:FallbackOn:Exception", "false");
        Set(models.Network, "Keep", "latest-2");
        Set(models.Slow, "Keep", "latest-2");
        Set(models.Slow, "Batching:MaxQueuedRows", "64");
        Set(models.Network, "KeepPrevious", "2");
        return settings;
    }
}
