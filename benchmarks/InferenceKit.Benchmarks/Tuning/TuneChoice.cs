namespace InferenceKit.Benchmarks.Tuning;

/// <summary>The point that serves what was asked for. Pure.</summary>
/// <param name="Point">The point.</param>
/// <param name="IsMet">Whether it does; otherwise it is the nearest.</param>
internal sealed record TuneChoice(TunePoint Point, bool IsMet)
{
    /// <summary>Room for bursts over the rate: at the capacity itself a queue has no end.</summary>
    private const double Headroom = 1.25;

    /// <summary>Less throughput than this part of the most is not worth a shorter wait; within it, the shorter wait is better.</summary>
    private const double NearTheMost = 0.95;

    /// <param name="points">At least one.</param>
    /// <param name="p99">The longest wait allowed; null for any.</param>
    /// <param name="rate">Requests a second to serve; null for as many as possible.</param>
    public static TuneChoice Of(IReadOnlyList<TunePoint> points, TimeSpan? p99, double? rate)
    {
        var quick = points.Where(p => p99 is null || p.P99Milliseconds <= p99.Value.TotalMilliseconds).ToArray();
        if (quick.Length == 0)
            return new(points.MinBy(p => p.P99Milliseconds)!, false);
        var needed = rate is { } asked ? asked * Headroom : quick.Max(p => p.RowsPerSecond) * NearTheMost;
        var enough = quick.Where(p => p.RowsPerSecond >= needed).ToArray();
        return enough.Length > 0 ? new(enough.MinBy(p => p.P99Milliseconds)!, true) : new(quick.MaxBy(p => p.RowsPerSecond)!, false);
    }
}
