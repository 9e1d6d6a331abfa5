namespace InferenceKit;

/// <summary>
/// How much longer a shadow takes than its primary, over pairs of runs of the same rows that both answered. Immutable.
/// The percentiles are exact for the first 4,096 pairs, and later those of a random sample of 4,096 of all (Vitter's algorithm R, of a fixed
/// seed); they are interpolated linearly between neighbours in order.
/// </summary>
public sealed class ShadowLatency
{
    internal ShadowLatency() { }

    /// <summary>How many pairs.</summary>
    public long Pairs { get; internal init; }

    /// <summary>The median of shadow - primary; negative where the shadow is faster.</summary>
    public TimeSpan Median { get; internal init; }

    /// <summary>The 10th percentile of shadow - primary.</summary>
    public TimeSpan Percentile10 { get; internal init; }

    /// <summary>The 90th percentile of shadow - primary.</summary>
    public TimeSpan Percentile90 { get; internal init; }

    /// <summary>In how many of all pairs the shadow took longer: that is what is counted as agreed.</summary>
    public Agreement Slower { get; internal init; }

    /// <summary>
    /// The two-sided p-value of the sign test, from 0 to 1: how probable so uneven a split of slower and faster pairs is, were both equally
    /// fast. Pairs of equal times are left out. Exact, by the binomial distribution, of at most 50 pairs; of more by the normal distribution with
    /// correction for continuity. 1 without pairs.
    /// </summary>
    public double SignTestPValue { get; internal init; }
}
