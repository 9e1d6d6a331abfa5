namespace InferenceKit.Configuration.Reading;

/// <summary>The keys of <see cref="VariantOptions"/>.</summary>
internal static class VariantKeys
{
    public static KeyTable<VariantOptions> Table { get; } = new KeyTable<VariantOptions>()
        .Value<string>(nameof(VariantOptions.Version), ValueFormats.Text, (o, v) => o.Version = v)
        .Value<string>(nameof(VariantOptions.Model), ValueFormats.Text, (o, v) => o.Model = v)
        .Value<double>(nameof(VariantOptions.WeightPercent), ValueFormats.Number, (o, v) => o.WeightPercent = v);
}
