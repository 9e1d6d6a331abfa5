namespace InferenceKit.Benchmarks.Load;

/// <summary>At equal distances, the first at once.</summary>
internal sealed class ConstantArrivals(double perSecond, double seconds) : Arrivals(seconds)
{
    private long _count;

    // Counted rather than summed, so that rounding does not move the rate.
    protected override double After(double last) => _count++ / perSecond;
}
