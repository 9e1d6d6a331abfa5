namespace InferenceKit.Soak.Trends;

/// <summary>The largest rise that counts as noise: the larger of a part of the median and an amount.</summary>
internal readonly record struct NoiseFloor(double PartOfMedian, double Amount)
{
    public double Of(double median) => Math.Max(PartOfMedian * Math.Abs(median), Amount);
}
