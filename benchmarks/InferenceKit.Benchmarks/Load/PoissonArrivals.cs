namespace InferenceKit.Benchmarks.Load;

/// <summary>Independent of each other, at an even rate.</summary>
internal sealed class PoissonArrivals(double perSecond, double seconds, int seed) : Arrivals(seconds)
{
    private readonly Random _random = new(seed);

    protected override double After(double last) => last - (Math.Log(1 - _random.NextDouble()) / perSecond);
}
