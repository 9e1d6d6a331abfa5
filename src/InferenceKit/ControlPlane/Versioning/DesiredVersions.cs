namespace InferenceKit.ControlPlane.Versioning;

/// <summary>Which versions of a model should be in service. Immutable.</summary>
/// <param name="Primary">The version that traffic should go to; null when none suits.</param>
/// <param name="Others">Versions that should be loaded beside it, highest first.</param>
/// <param name="Problem">Why there is no primary, for people; null when there is one.</param>
internal sealed record DesiredVersions(ModelVersion? Primary, ModelVersion[] Others, string? Problem)
{
    /// <summary>The alias that decided on the primary; null when something else did.</summary>
    public string? Alias { get; init; }

    /// <summary>Versions that stay if they are loaded, while there is memory, and are never loaded for it: those that served before.</summary>
    public ModelVersion[] Retained { get; init; } = [];

    public bool Retains(ModelVersion version) => Array.IndexOf(Retained, version) >= 0;

    /// <summary>The version of each step of the fallback chain; null for a step that names none, or none that there is.</summary>
    public ModelVersion?[] Fallbacks { get; init; } = [];

    /// <summary>The version of each variant; null for another model, or a version that there is not.</summary>
    public ModelVersion?[] Variants { get; init; } = [];

    /// <summary>The version of each shadow; null as above.</summary>
    public ModelVersion?[] Shadows { get; init; } = [];

    /// <summary>The digest that the primary was selected by; null when it was selected otherwise.</summary>
    public string? Digest { get; init; }

    /// <summary>Whether knowing the digests of more versions could change the choice.</summary>
    public bool SeeksDigest { get; init; }

    public bool Contains(ModelVersion version)
    {
        if (version == Primary) return true;
        foreach (var other in Others)
            if (version == other) return true;
        return false;
    }
}
