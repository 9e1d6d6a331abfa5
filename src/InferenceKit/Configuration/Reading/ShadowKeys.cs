namespace InferenceKit.Configuration.Reading;

/// <summary>The keys of <see cref="ShadowOptions"/>.</summary>
internal static class ShadowKeys
{
    public static KeyTable<ShadowOptions> Table { get; } = new KeyTable<ShadowOptions>()
        .Value<string>(nameof(ShadowOptions.Version), ValueFormats.Text, (o, v) => o.Version = v)
        .Value<string>(nameof(ShadowOptions.Model), ValueFormats.Text, (o, v) => o.Model = v)
        .Value<double>(nameof(ShadowOptions.SamplePercent), ValueFormats.Number, (o, v) => o.SamplePercent = v)
        .Value<int>(nameof(ShadowOptions.MaxConcurrency), ValueFormats.Int32, (o, v) => o.MaxConcurrency = v)
        .Value<int>(nameof(ShadowOptions.MaxQueuedRows), ValueFormats.Int32, (o, v) => o.MaxQueuedRows = v)
        .Value<long>(nameof(ShadowOptions.MaxQueuedBytes), ValueFormats.Int64, (o, v) => o.MaxQueuedBytes = v)
        .Value<TimeSpan>(nameof(ShadowOptions.Timeout), ValueFormats.Duration, (o, v) => o.Timeout = v)
        .Value<double>(nameof(ShadowOptions.AbsoluteTolerance), ValueFormats.Number, (o, v) => o.AbsoluteTolerance = v)
        .Value<double>(nameof(ShadowOptions.RelativeTolerance), ValueFormats.Number, (o, v) => o.RelativeTolerance = v)
        .Value<int>(nameof(ShadowOptions.TopK), ValueFormats.Int32, (o, v) => o.TopK = v)
        .Value<double>(nameof(ShadowOptions.NoisePercent), ValueFormats.Number, (o, v) => o.NoisePercent = v)
        .Value<int>(nameof(ShadowOptions.KeepExamples), ValueFormats.Int32, (o, v) => o.KeepExamples = v);
}
