namespace InferenceKit;

/// <summary>A change of a model's traffic by hand: what it does not name stays as it is. Not thread-safe while it is filled.</summary>
public sealed class TrafficChange
{
    /// <summary>The new part of the traffic of variants, by their names, in percent from 0 to 100.</summary>
    public IDictionary<string, double> WeightPercents { get; } = new Dictionary<string, double>(StringComparer.OrdinalIgnoreCase);

    /// <summary>The new sample of shadows, by their names, in percent from 0 to 100; 0 stops a shadow.</summary>
    public IDictionary<string, double> ShadowPercents { get; } = new Dictionary<string, double>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Takes the weights to where they should be step by step. <value>Default: null: at once.</value></summary>
    public TrafficRamp? Ramp { get; init; }
}
