namespace InferenceKit.Benchmarks.Load;

/// <summary>
/// When each request is meant to start. Worked out one by one while the load runs: a list of them would be garbage large
/// enough to bring about the collections whose pauses are then measured.
/// </summary>
internal sealed class ArrivalSchedule
{
    private readonly double _perSecond;
    private readonly double _seconds;
    private readonly int? _seed;

    private ArrivalSchedule(double perSecond, TimeSpan duration, int? seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(perSecond);
        _perSecond = perSecond;
        _seconds = duration.TotalSeconds;
        _seed = seed;
    }

    /// <summary>One request every 1/rate seconds: shows stalls, hides queueing.</summary>
    public static ArrivalSchedule Constant(double perSecond, TimeSpan duration) => new(perSecond, duration, null);

    /// <summary>Independent requests, as many users make them: short bursts included. Seeded, so both sides get the same.</summary>
    public static ArrivalSchedule Poisson(double perSecond, TimeSpan duration, int seed) => new(perSecond, duration, seed);

    public Arrivals Begin() => new(_perSecond, _seconds, _seed is { } seed ? new Random(seed) : null);
}
