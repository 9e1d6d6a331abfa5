namespace InferenceKit.Benchmarks.Tuning;

/// <summary>Throughput against latency: the points of a sweep by their series, and the axes that hold all of them.</summary>
internal sealed class TuneChart
{
    public TuneChart(string model, IReadOnlyList<TunePoint> points, TunePoint chosen)
    {
        Model = model;
        Chosen = chosen;
        Series = [.. points.GroupBy(p => p.Setting.Series).Select(g => (g.Key, (IReadOnlyList<TunePoint>)[.. g]))];
        (Shortest, Longest) = (points.Min(p => p.P99Milliseconds), points.Max(p => p.P99Milliseconds));
        Most = points.Max(p => p.RowsPerSecond);
    }

    public string Model { get; }

    public TunePoint Chosen { get; }

    public IReadOnlyList<(string Name, IReadOnlyList<TunePoint> Points)> Series { get; }

    public double Shortest { get; }

    public double Longest { get; }

    public double Most { get; }

    /// <summary>From 0 to 1, by the logarithm: waits reach over several powers of ten.</summary>
    public double X(double milliseconds) =>
        Longest <= Shortest ? 0 : Math.Log(milliseconds / Shortest) / Math.Log(Longest / Shortest);

    /// <summary>From 0 to 1.</summary>
    public double Y(double rowsPerSecond) => rowsPerSecond / Most;

    /// <summary>What stands at a part of the axis.</summary>
    public double MillisecondsAt(double x) => Shortest * Math.Pow(Longest / Shortest, x);
}
