namespace InferenceKit.Configuration.Reading;

/// <summary>The keys of <see cref="TargetingRuleOptions"/>.</summary>
internal static class TargetingRuleKeys
{
    public static KeyTable<TargetingRuleOptions> Table { get; } = new KeyTable<TargetingRuleOptions>()
        .Value<string>(nameof(TargetingRuleOptions.Variant), ValueFormats.Text, (o, v) => o.Variant = v)
        .Sections(nameof(TargetingRuleOptions.When), ValueFormats.Text, o => o.When, AttributeConditionKeys.Table);
}
