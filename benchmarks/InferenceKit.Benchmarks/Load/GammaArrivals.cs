namespace InferenceKit.Benchmarks.Load;

/// <summary>Distances follow a gamma distribution of the given mean and coefficient of variation.</summary>
internal sealed class GammaArrivals(double perSecond, double coefficientOfVariation, double seconds, int seed) : Arrivals(seconds)
{
    private readonly GammaSampler _sampler = new(1 / (coefficientOfVariation * coefficientOfVariation), seed);

    // A gamma distribution of shape k and scale s has the mean k * s and the coefficient of variation 1 / sqrt(k).
    private readonly double _scale = coefficientOfVariation * coefficientOfVariation / perSecond;

    protected override double After(double last) => last + (_sampler.Next() * _scale);
}
