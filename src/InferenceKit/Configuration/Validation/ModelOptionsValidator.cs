using InferenceKit.ControlPlane.Versioning;

namespace InferenceKit.Configuration.Validation;

/// <summary>Checks what the options of one model, or of all, say.</summary>
internal static class ModelOptionsValidator
{
    public static void Check(ModelOptions options, OptionChecks checks)
    {
        if (options.Version is { } version && !VersionSelector.TryParse(version, out _, out var problem))
            checks.Fail(nameof(options.Version), problem);
        if (options.Keep is { } keep && !KeepPolicy.TryParse(keep, out _))
            checks.Fail(nameof(options.Keep), $"must be 'selected', 'latest-N' or 'all', not '{keep}'");
        checks.Range(nameof(options.KeepPrevious), options.KeepPrevious, 0, 10);
        checks.Path(nameof(options.Source), options.Source);
        checks.Defined(nameof(options.Transition), options.Transition);

        if (checks.Present(nameof(options.Resilience), options.Resilience))
            ResilienceOptionsValidator.Check(options.Resilience, checks.Section(nameof(options.Resilience)));
        if (checks.Present(nameof(options.Traffic), options.Traffic)) TrafficOptionsValidator.Check(options.Traffic, checks.Section(nameof(options.Traffic)));
        if (checks.Present(nameof(options.Batching), options.Batching)) Check(options.Batching, checks.Section(nameof(options.Batching)));
        if (checks.Present(nameof(options.Execution), options.Execution)) Check(options.Execution, checks.Section(nameof(options.Execution)));
    }

    private static void Check(BatchingOptions options, OptionChecks checks)
    {
        checks.Defined(nameof(options.Mode), options.Mode);
        checks.Defined(nameof(options.Rows), options.Rows);
        checks.Range(nameof(options.MaxBatchSize), options.MaxBatchSize, 1, 1_000_000);
        checks.NotNegative(nameof(options.MaxQueueDelay), options.MaxQueueDelay);
        checks.Limit(nameof(options.MaxQueueTime), options.MaxQueueTime);
        checks.Range(nameof(options.MaxQueuedRows), options.MaxQueuedRows, 0, 1_000_000);
        foreach (var (priority, percent) in options.ShedPercent)
            if (!(percent is >= 0 and <= 100)) checks.Section(nameof(options.ShedPercent)).Fail($"{priority}", FormattableString.Invariant($"must be 0 to 100, not {percent}"));
        checks.Range(nameof(options.MaxQueuedBytes), options.MaxQueuedBytes, 0);
        checks.Range(nameof(options.MaxRowsPerRun), options.MaxRowsPerRun, 1, 1_000_000);
    }

    private static void Check(ExecutionOptions options, OptionChecks checks)
    {
        if (options.Provider is { } provider && !ModelName.IsValid(provider))
            checks.Fail(nameof(options.Provider), "must be the short name of an execution provider, as in 'cpu' or 'cuda'");
        checks.NoNulls(nameof(options.ProviderOptions), options.ProviderOptions);
        checks.Range(nameof(options.Threads), options.Threads, 1, 1024);
        checks.Range(nameof(options.MaxConcurrency), options.MaxConcurrency, 1, 1024);
        checks.Limit(nameof(options.MaxRunTime), options.MaxRunTime);
        checks.Range(nameof(options.MaxZombieRuns), options.MaxZombieRuns, 1, 1024);
        // The largest value of the runtime's own setting.
        checks.Range(nameof(options.MaxArenaBytes), options.MaxArenaBytes, 1 << 20, uint.MaxValue);
        checks.Range(nameof(options.MaxLoadBytes), options.MaxLoadBytes, 1 << 20);
        // The largest length of an array.
        checks.Range(nameof(options.MaxOutputBytes), options.MaxOutputBytes, 1, Array.MaxLength);
        checks.Range(nameof(options.Weight), options.Weight, 1, 1000);
        checks.Defined(nameof(options.GraphOptimization), options.GraphOptimization);
        foreach (var (dimension, size) in options.FreeDimensions)
            checks.Section(nameof(options.FreeDimensions)).Range(dimension, size, 1);
        checks.NoNulls(nameof(options.SessionEntries), options.SessionEntries);
    }
}
