namespace InferenceKit.ControlPlane.State;

/// <summary>What was set by hand of a model's traffic; the rest comes from configuration. Immutable.</summary>
internal sealed record TrafficEdits
{
    /// <summary>Percent by variant.</summary>
    public SortedDictionary<string, double>? Weights { get; init; }

    /// <summary>Sampled percent by shadow.</summary>
    public SortedDictionary<string, double>? Shadows { get; init; }

    /// <summary>The weights that are on their way to others; null when none are.</summary>
    public StoredRamp? Ramp { get; init; }

    /// <summary>With dictionaries that compare names exactly: the serializer's compare by the process's culture.</summary>
    public TrafficEdits Ordinal() => this with
    {
        Weights = Ordinal(Weights),
        Shadows = Ordinal(Shadows),
        Ramp = Ramp is { } ramp ? ramp with { From = Ordinal(ramp.From)!, To = Ordinal(ramp.To)! } : null,
    };

    private static SortedDictionary<string, double>? Ordinal(SortedDictionary<string, double>? percents) =>
        percents is null ? null : new(percents, StringComparer.Ordinal);
}
