namespace InferenceKit;

/// <summary>Sends requests with certain attributes to one variant.</summary>
public sealed class TargetingRuleOptions
{
    /// <summary>Where they go: a variant's name, or <c>primary</c>. <value>Default: none; it must be said.</value></summary>
    public string? Variant { get; set; }

    /// <summary>
    /// What the attributes of the request must be, by name; all of them. A request that lacks one is not meant.
    /// <value>Default: none; one at least must be said.</value>
    /// </summary>
    public IDictionary<string, AttributeConditionOptions> When { get; } = new Dictionary<string, AttributeConditionOptions>(StringComparer.Ordinal);
}
