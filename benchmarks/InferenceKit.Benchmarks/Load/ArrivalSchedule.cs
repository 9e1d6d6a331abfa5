namespace InferenceKit.Benchmarks.Load;

/// <summary>When each request is meant to start, in seconds from the start of the run.</summary>
internal sealed class ArrivalSchedule
{
    private readonly double[] _starts;

    private ArrivalSchedule(double[] starts) => _starts = starts;

    public int Count => _starts.Length;

    public double this[int index] => _starts[index];

    /// <summary>One request every 1/rate seconds: shows stalls, hides queueing.</summary>
    public static ArrivalSchedule Constant(double perSecond, TimeSpan duration) =>
        new(Enumerable.Range(0, CountFor(perSecond, duration)).Select(i => i / perSecond).ToArray());

    /// <summary>Independent requests, as many users make them: short bursts included. Seeded, so both sides get the same.</summary>
    public static ArrivalSchedule Poisson(double perSecond, TimeSpan duration, int seed)
    {
        var random = new Random(seed);
        var starts = new List<double>(CountFor(perSecond, duration));
        for (var at = 0.0; ;)
        {
            at -= Math.Log(1 - random.NextDouble()) / perSecond;
            if (at >= duration.TotalSeconds)
                return new([.. starts]);
            starts.Add(at);
        }
    }

    private static int CountFor(double perSecond, TimeSpan duration)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(perSecond);
        return Math.Max(1, (int)(perSecond * duration.TotalSeconds));
    }
}
