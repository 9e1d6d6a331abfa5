namespace InferenceKit.Configuration.Reading;

/// <summary>The keys of <see cref="ExecutionOptions"/>.</summary>
internal static class ExecutionKeys
{
    public static KeyTable<ExecutionOptions> Table { get; } = new KeyTable<ExecutionOptions>()
        .Value<string>(nameof(ExecutionOptions.Provider), ValueFormats.Text, (o, v) => o.Provider = v)
        .Values<string>(nameof(ExecutionOptions.ProviderOptions), ValueFormats.Text, o => o.ProviderOptions)
        .Value<int>(nameof(ExecutionOptions.Threads), ValueFormats.Int32, (o, v) => o.Threads = v)
        .Value<bool>(nameof(ExecutionOptions.AllowSpinning), ValueFormats.Flag, (o, v) => o.AllowSpinning = v)
        .Value<int>(nameof(ExecutionOptions.MaxConcurrency), ValueFormats.Int32, (o, v) => o.MaxConcurrency = v)
        .Value<int>(nameof(ExecutionOptions.Weight), ValueFormats.Int32, (o, v) => o.Weight = v)
        .Value<TimeSpan>(nameof(ExecutionOptions.MaxRunTime), ValueFormats.Duration, (o, v) => o.MaxRunTime = v)
        .Value<int>(nameof(ExecutionOptions.MaxZombieRuns), ValueFormats.Int32, (o, v) => o.MaxZombieRuns = v)
        .Value<long>(nameof(ExecutionOptions.MaxOutputBytes), ValueFormats.Int64, (o, v) => o.MaxOutputBytes = v)
        .Value<GraphOptimization>(nameof(ExecutionOptions.GraphOptimization), ValueFormats.Choice, (o, v) => o.GraphOptimization = v)
        .Value<bool>(nameof(ExecutionOptions.UseArena), ValueFormats.Flag, (o, v) => o.UseArena = v)
        .Value<long>(nameof(ExecutionOptions.MaxArenaBytes), ValueFormats.Int64, (o, v) => o.MaxArenaBytes = v)
        .Value<long>(nameof(ExecutionOptions.MaxLoadBytes), ValueFormats.Int64, (o, v) => o.MaxLoadBytes = v)
        .Value<bool>(nameof(ExecutionOptions.IncludeRuntimeErrorText), ValueFormats.Flag, (o, v) => o.IncludeRuntimeErrorText = v)
        .Values<long>(nameof(ExecutionOptions.FreeDimensions), ValueFormats.Int64, o => o.FreeDimensions)
        .Refused(nameof(ExecutionOptions.SessionEntries), "raw session entries come from code only");
}
