namespace InferenceKit;

/// <summary>A variant of a traffic split: one of <see cref="Version"/> and <see cref="Model"/>.</summary>
public sealed class VariantOptions
{
    /// <summary>A version of the same model, as <see cref="ModelOptions.Version"/> writes one; it is loaded beside the primary. <value>Default: none.</value></summary>
    public string? Version { get; set; }

    /// <summary>Another model: of the same signature, or through an adapter that code adds. <value>Default: none.</value></summary>
    public string? Model { get; set; }

    /// <summary>
    /// Its part of the traffic, in percent, from 0 to 100; a slot of the 10,000 is 0.01. <value>Default: 0: it is loaded, and only rules and
    /// requests that name it go to it.</value>
    /// </summary>
    public double? WeightPercent { get; set; }
}
