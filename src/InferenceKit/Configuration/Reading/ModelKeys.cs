namespace InferenceKit.Configuration.Reading;

/// <summary>The keys of <see cref="ModelOptions"/>.</summary>
internal static class ModelKeys
{
    public static KeyTable<ModelOptions> Table { get; } = new KeyTable<ModelOptions>()
        .Value<string>(nameof(ModelOptions.Version), ValueFormats.Text, (o, v) => o.Version = v)
        .Value<string>(nameof(ModelOptions.Keep), ValueFormats.Text, (o, v) => o.Keep = v)
        .Value<int>(nameof(ModelOptions.KeepPrevious), ValueFormats.Int32, (o, v) => o.KeepPrevious = v)
        .Value<string>(nameof(ModelOptions.Source), ValueFormats.Text, (o, v) => o.Source = v)
        .Value<bool>(nameof(ModelOptions.Required), ValueFormats.Flag, (o, v) => o.Required = v)
        .Value<VersionTransition>(nameof(ModelOptions.Transition), ValueFormats.Choice, (o, v) => o.Transition = v)
        .Section(nameof(ModelOptions.Resilience), o => o.Resilience, ResilienceKeys.Table)
        .Section(nameof(ModelOptions.Traffic), o => o.Traffic, TrafficKeys.Table)
        .Section(nameof(ModelOptions.Batching), o => o.Batching, BatchingKeys.Table)
        .Section(nameof(ModelOptions.Execution), o => o.Execution, ExecutionKeys.Table);
}
