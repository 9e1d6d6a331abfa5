using InferenceKit.Serving;
using InferenceKit.Sessions;

namespace InferenceKit.Configuration.Validation;

/// <summary>Makes one model's settings. Pure.</summary>
internal static class ModelSettingsMerge
{
    public static ModelSettings Merge(ModelRegistration model, ModelOptions own, ModelOptions defaults, string contentRoot)
    {
        var builtIn = new ModelSettings { Name = model.Name };
        var fallback = ResilienceMerge.Fallback(own.Resilience, defaults.Resilience, model.FallbackNames);
        var traffic = TrafficMerge.Merge(model.Name, own.Traffic, defaults.Traffic);
        return new()
        {
            Name = model.Name,
            Version = own.Version ?? defaults.Version ?? builtIn.Version,
            Keep = own.Keep ?? defaults.Keep ?? builtIn.Keep,
            KeepPrevious = own.KeepPrevious ?? defaults.KeepPrevious ?? builtIn.KeepPrevious,
            Source = own.Source is { } source ? Path.GetFullPath(source, contentRoot) : null,
            Required = own.Required ?? defaults.Required ?? builtIn.Required,
            Transition = own.Transition ?? defaults.Transition ?? builtIn.Transition,
            MaxConcurrency = own.Execution.MaxConcurrency ?? defaults.Execution.MaxConcurrency ?? builtIn.MaxConcurrency,
            MaxLoadBytes = own.Execution.MaxLoadBytes ?? defaults.Execution.MaxLoadBytes,
            Serving = new ServingPolicy
            {
                Timeout = own.Resilience.Timeout ?? defaults.Resilience.Timeout ?? builtIn.Serving.Timeout,
                MaxRowsPerRun = own.Batching.MaxRowsPerRun ?? defaults.Batching.MaxRowsPerRun ?? builtIn.Serving.MaxRowsPerRun,
                Weight = own.Execution.Weight ?? defaults.Execution.Weight ?? builtIn.Serving.Weight,
                MaxRunTime = own.Execution.MaxRunTime ?? defaults.Execution.MaxRunTime ?? builtIn.Serving.MaxRunTime,
                MaxOutputBytes = own.Execution.MaxOutputBytes ?? defaults.Execution.MaxOutputBytes ?? builtIn.Serving.MaxOutputBytes,
                MaxZombieRuns = own.Execution.MaxZombieRuns ?? defaults.Execution.MaxZombieRuns ?? builtIn.Serving.MaxZombieRuns,
                Batching = Merge(own.Batching, defaults.Batching, builtIn.Serving.Batching),
                Fallback = fallback,
                VariantFallback = traffic is { Variants.IsEmpty: false } ? ResilienceMerge.VariantFallback(own.Resilience, defaults.Resilience, fallback) : null,
                Outputs = ResilienceMerge.Outputs(own.Resilience, defaults.Resilience),
                Traffic = traffic,
                Breaker = ResilienceMerge.Breaker(own.Resilience.CircuitBreaker, defaults.Resilience.CircuitBreaker),
            },
            Session = Merge(own.Execution, defaults.Execution, builtIn.Session) with { Rows = own.Batching.Rows ?? defaults.Batching.Rows ?? builtIn.Session.Rows },
        };
    }

    private static BatchingPolicy Merge(BatchingOptions own, BatchingOptions defaults, BatchingPolicy builtIn) => new()
    {
        Mode = ModeOf(own, defaults, builtIn),
        // It limits the runs that requests share. Without such runs it must have no effect, and a request of many rows has limits of its own.
        MaxBatchSize = ModeOf(own, defaults, builtIn) == BatchingMode.Off ? null : own.MaxBatchSize ?? defaults.MaxBatchSize ?? builtIn.MaxBatchSize,
        MaxQueueDelay = own.MaxQueueDelay ?? defaults.MaxQueueDelay ?? builtIn.MaxQueueDelay,
        MaxQueueTime = own.MaxQueueTime ?? defaults.MaxQueueTime ?? builtIn.MaxQueueTime,
        MaxQueuedRows = own.MaxQueuedRows ?? defaults.MaxQueuedRows ?? builtIn.MaxQueuedRows,
        Shedding = Shedding(own.ShedPercent, defaults.ShedPercent, builtIn.Shedding),
        MaxQueuedBytes = own.MaxQueuedBytes ?? defaults.MaxQueuedBytes ?? builtIn.MaxQueuedBytes,
    };

    private static BatchingMode ModeOf(BatchingOptions own, BatchingOptions defaults, BatchingPolicy builtIn) => own.Mode ?? defaults.Mode ?? builtIn.Mode;

    private static ShedLevels Shedding(IDictionary<int, double> own, IDictionary<int, double> defaults, ShedLevels builtIn)
    {
        var levels = new SortedDictionary<int, double>(defaults);
        foreach (var (priority, percent) in own) levels[priority] = percent;
        return levels.Count == 0 ? builtIn : new([.. levels.Select(level => (level.Key, level.Value / 100))]);
    }

    private static SessionSettings Merge(ExecutionOptions own, ExecutionOptions defaults, SessionSettings builtIn)
    {
        var defaultProvider = defaults.Provider ?? builtIn.Provider;
        var provider = own.Provider ?? defaultProvider;
        // Options of the default provider do not apply to another provider.
        var sameProvider = provider.Equals(defaultProvider, StringComparison.OrdinalIgnoreCase);
        return new()
        {
            Provider = provider,
            ProviderOptions = Merge(own.ProviderOptions, sameProvider ? defaults.ProviderOptions : null, StringComparer.OrdinalIgnoreCase),
            Threads = own.Threads ?? defaults.Threads ?? builtIn.Threads,
            AllowSpinning = own.AllowSpinning ?? defaults.AllowSpinning ?? builtIn.AllowSpinning,
            GraphOptimization = own.GraphOptimization ?? defaults.GraphOptimization ?? builtIn.GraphOptimization,
            UseArena = own.UseArena ?? defaults.UseArena,
            MaxArenaBytes = own.MaxArenaBytes ?? defaults.MaxArenaBytes,
            IncludeRuntimeErrorText = own.IncludeRuntimeErrorText ?? defaults.IncludeRuntimeErrorText ?? builtIn.IncludeRuntimeErrorText,
            FreeDimensions = Merge(own.FreeDimensions, defaults.FreeDimensions, StringComparer.Ordinal),
            SessionEntries = Merge(own.SessionEntries, defaults.SessionEntries, StringComparer.Ordinal),
        };
    }

    private static Dictionary<string, T> Merge<T>(IDictionary<string, T> own, IDictionary<string, T>? defaults, StringComparer comparer)
    {
        var merged = new Dictionary<string, T>(defaults ?? new Dictionary<string, T>(), comparer);
        foreach (var (key, value) in own) merged[key] = value;
        return merged;
    }
}
