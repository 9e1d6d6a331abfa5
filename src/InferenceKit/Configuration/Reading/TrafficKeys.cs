namespace InferenceKit.Configuration.Reading;

/// <summary>The keys of <see cref="TrafficOptions"/>.</summary>
internal static class TrafficKeys
{
    public static KeyTable<TrafficOptions> Table { get; } = new KeyTable<TrafficOptions>()
        .Sections(nameof(TrafficOptions.Variants), ValueFormats.Text, o => o.Variants, VariantKeys.Table)
        .Sections(nameof(TrafficOptions.Rules), ValueFormats.Int32, o => o.Rules, TargetingRuleKeys.Table)
        .Sections(nameof(TrafficOptions.Shadows), ValueFormats.Text, o => o.Shadows, ShadowKeys.Table)
        .Value<string>(nameof(TrafficOptions.Salt), ValueFormats.Text, (o, v) => o.Salt = v)
        .Value<bool>(nameof(TrafficOptions.AllowOverride), ValueFormats.Flag, (o, v) => o.AllowOverride = v)
        .Value<int>(nameof(TrafficOptions.MaxExposureKeys), ValueFormats.Int32, (o, v) => o.MaxExposureKeys = v);
}
