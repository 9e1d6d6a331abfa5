namespace InferenceKit.Soak.Trends;

/// <summary>A rise that is none: the larger of a part of the median and an amount.</summary>
internal readonly record struct NoiseFloor(double PartOfMedian, double Amount)
{
    public double Of(double median) => Math.Max(PartOfMedian * Math.Abs(median), Amount);
}
