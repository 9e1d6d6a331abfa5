namespace InferenceKit.Benchmarks.Load;

/// <summary>
/// When each request is meant to start. Worked out one by one while the load runs: a list of them would be garbage large
/// enough to bring about the collections whose pauses are then measured.
/// </summary>
internal sealed class ArrivalSchedule
{
    private readonly Func<Arrivals> _begin;

    private ArrivalSchedule(double perSecond, Func<Arrivals> begin)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(perSecond);
        PerSecond = perSecond;
        _begin = begin;
    }

    /// <summary>The mean rate.</summary>
    public double PerSecond { get; }

    /// <summary>One request every 1/rate seconds: shows stalls, hides queueing.</summary>
    public static ArrivalSchedule Constant(double perSecond, TimeSpan duration) =>
        new(perSecond, () => new ConstantArrivals(perSecond, duration.TotalSeconds));

    /// <summary>Independent requests, as many users make them: short bursts included. Seeded, so both sides get the same.</summary>
    public static ArrivalSchedule Poisson(double perSecond, TimeSpan duration, int seed) =>
        new(perSecond, () => new PoissonArrivals(perSecond, duration.TotalSeconds, seed));

    /// <summary>
    /// Times between requests follow a gamma distribution: with a coefficient of variation of 1 as <see cref="Poisson"/>, with a
    /// larger one in bursts and lulls, with a smaller one more even.
    /// </summary>
    public static ArrivalSchedule Gamma(double perSecond, double coefficientOfVariation, TimeSpan duration, int seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(coefficientOfVariation);
        return new(perSecond, () => new GammaArrivals(perSecond, coefficientOfVariation, duration.TotalSeconds, seed));
    }

    /// <summary>Independent requests whose rate goes through a day within the run, around this mean.</summary>
    public static ArrivalSchedule Diurnal(double perSecond, TimeSpan duration, int seed) =>
        new(perSecond, () => new DiurnalArrivals(perSecond, duration.TotalSeconds, seed));

    public Arrivals Begin() => _begin();
}
