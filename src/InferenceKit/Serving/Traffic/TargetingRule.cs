using System.Collections.Immutable;

namespace InferenceKit.Serving.Traffic;

/// <summary>Sends requests with certain attributes to one variant before the split; validated, immutable, compares contents.</summary>
/// <param name="Key">Its place in the order.</param>
/// <param name="Conditions">All of them must hold; by attribute, ordinal order.</param>
/// <param name="Variant">Where the requests go; null for the primary.</param>
internal sealed record TargetingRule(int Key, ImmutableArray<AttributeCondition> Conditions, string? Variant)
{
    public bool Equals(TargetingRule? other) =>
        other is not null && Key == other.Key && Variant == other.Variant && Conditions.AsSpan().SequenceEqual(other.Conditions.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Key, Variant, Conditions.Length);
}
