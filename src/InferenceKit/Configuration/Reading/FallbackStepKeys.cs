namespace InferenceKit.Configuration.Reading;

/// <summary>The keys of <see cref="FallbackStepOptions"/>.</summary>
internal static class FallbackStepKeys
{
    public static KeyTable<FallbackStepOptions> Table { get; } = new KeyTable<FallbackStepOptions>()
        .Value<string>(nameof(FallbackStepOptions.Version), ValueFormats.Text, (o, v) => o.Version = v)
        .Value<string>(nameof(FallbackStepOptions.Model), ValueFormats.Text, (o, v) => o.Model = v)
        .Value<string>(nameof(FallbackStepOptions.Use), ValueFormats.Text, (o, v) => o.Use = v)
        .Lists(nameof(FallbackStepOptions.Constant), o => o.Constant)
        .Value<double>(nameof(FallbackStepOptions.TimePercent), ValueFormats.Number, (o, v) => o.TimePercent = v);
}
