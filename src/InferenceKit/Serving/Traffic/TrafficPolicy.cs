using System.Collections.Immutable;

namespace InferenceKit.Serving.Traffic;

/// <summary>How a model's requests are split and mirrored, as configuration has it; validated, immutable, compares contents.</summary>
internal sealed record TrafficPolicy
{
    /// <summary>The name by which rules and requests speak of the primary.</summary>
    public const string Primary = "primary";

    /// <summary>By name, in ordinal order.</summary>
    public ImmutableArray<VariantPolicy> Variants { get; init; } = [];

    /// <summary>In ascending order of their keys; the first that holds decides.</summary>
    public ImmutableArray<TargetingRule> Rules { get; init; } = [];

    /// <summary>By name, in ordinal order.</summary>
    public ImmutableArray<ShadowPolicy> Shadows { get; init; } = [];

    /// <summary>What keys are hashed with, so that the splits of models are independent of each other.</summary>
    public required string Salt { get; init; }

    /// <summary>Whether requests may name a variant or a version and so bypass the split.</summary>
    public bool AllowOverride { get; init; } = true;

    /// <summary>How many keys are remembered, so that each is told as exposed once.</summary>
    public int MaxExposureKeys { get; init; } = 65_536;

    public bool Equals(TrafficPolicy? other) =>
        other is not null && Salt == other.Salt && AllowOverride == other.AllowOverride && MaxExposureKeys == other.MaxExposureKeys
        && Variants.AsSpan().SequenceEqual(other.Variants.AsSpan()) && Rules.AsSpan().SequenceEqual(other.Rules.AsSpan())
        && Shadows.AsSpan().SequenceEqual(other.Shadows.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Salt, AllowOverride, Variants.Length, Rules.Length, Shadows.Length);
}
