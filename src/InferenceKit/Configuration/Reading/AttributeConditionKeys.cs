namespace InferenceKit.Configuration.Reading;

/// <summary>The keys of <see cref="AttributeConditionOptions"/>.</summary>
internal static class AttributeConditionKeys
{
    public static KeyTable<AttributeConditionOptions> Table { get; } = new KeyTable<AttributeConditionOptions>()
        .Value<string>(nameof(AttributeConditionOptions.Is), ValueFormats.Text, (o, v) => o.Is = v)
        .List(nameof(AttributeConditionOptions.In), o => o.In)
        .Value<string>(nameof(AttributeConditionOptions.StartsWith), ValueFormats.Text, (o, v) => o.StartsWith = v)
        .Value<double>(nameof(AttributeConditionOptions.AtLeast), ValueFormats.Number, (o, v) => o.AtLeast = v)
        .Value<double>(nameof(AttributeConditionOptions.Below), ValueFormats.Number, (o, v) => o.Below = v);
}
