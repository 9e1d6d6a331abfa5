namespace InferenceKit.Configuration.Reading;

/// <summary>The keys of <see cref="OutputValidatorOptions"/>.</summary>
internal static class OutputValidatorKeys
{
    public static KeyTable<OutputValidatorOptions> Table { get; } = new KeyTable<OutputValidatorOptions>()
        .Value<bool>(nameof(OutputValidatorOptions.Finite), ValueFormats.Flag, (o, v) => o.Finite = v)
        .Value<double>(nameof(OutputValidatorOptions.Min), ValueFormats.Number, (o, v) => o.Min = v)
        .Value<double>(nameof(OutputValidatorOptions.Max), ValueFormats.Number, (o, v) => o.Max = v)
        .Value<double>(nameof(OutputValidatorOptions.Sum), ValueFormats.Number, (o, v) => o.Sum = v)
        .Value<double>(nameof(OutputValidatorOptions.SumTolerance), ValueFormats.Number, (o, v) => o.SumTolerance = v)
        .List(nameof(OutputValidatorOptions.Labels), o => o.Labels)
        .Value<string>(nameof(OutputValidatorOptions.Shape), ValueFormats.Text, (o, v) => o.Shape = v);
}
