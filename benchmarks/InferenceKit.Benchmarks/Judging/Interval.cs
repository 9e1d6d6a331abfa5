namespace InferenceKit.Benchmarks.Judging;

/// <summary>The range a bootstrap puts around a value.</summary>
internal readonly record struct Interval(double Low, double High)
{
    public double Width => High - Low;

    /// <summary>A counted value has no spread.</summary>
    public static Interval Exact(double value) => new(value, value);
}
