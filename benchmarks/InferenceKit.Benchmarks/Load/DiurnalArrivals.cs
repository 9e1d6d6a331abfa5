namespace InferenceKit.Benchmarks.Load;

/// <summary>
/// Independent arrivals whose rate follows one day: a night, a morning rise, a noon dip and an evening peak. Drawn at the rate of the peak and
/// thinned (Lewis and Shedler), which is exact for any curve.
/// </summary>
internal sealed class DiurnalArrivals(double perSecond, double seconds, int seed) : Arrivals(seconds)
{
    /// <summary>The rate of every hour against the mean of the day; between hours it goes in a straight line.</summary>
    private static readonly double[] Hours =
    [
        0.45, 0.30, 0.22, 0.18, 0.18, 0.25, 0.45, 0.80, 1.15, 1.40, 1.50, 1.45,
        1.25, 1.30, 1.40, 1.40, 1.35, 1.35, 1.45, 1.65, 1.75, 1.55, 1.15, 0.72,
    ];

    private static readonly double Mean = Hours.Average();
    private static readonly double Peak = Hours.Max() / Mean;
    private readonly Random _random = new(seed);

    /// <summary>The rate at a part of the day from 0 to 1, against the mean.</summary>
    public static double RateAt(double partOfDay)
    {
        var hour = partOfDay * Hours.Length;
        var from = (int)hour % Hours.Length;
        var to = (from + 1) % Hours.Length;
        return (Hours[from] + ((Hours[to] - Hours[from]) * (hour - Math.Floor(hour)))) / Mean;
    }

    protected override double After(double last)
    {
        var at = last;
        do
        {
            at -= Math.Log(1 - _random.NextDouble()) / (perSecond * Peak);
        }
        while (at < Seconds && _random.NextDouble() * Peak > RateAt(at / Seconds));

        return at;
    }
}
