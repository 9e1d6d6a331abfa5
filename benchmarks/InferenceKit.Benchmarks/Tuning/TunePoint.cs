namespace InferenceKit.Benchmarks.Tuning;

/// <summary>What a setting gives.</summary>
/// <param name="Setting">The setting.</param>
/// <param name="RowsPerSecond">With every concurrency slot busy.</param>
/// <param name="P99Milliseconds">
/// Of a request: it comes when a run has just begun, waits for that one and then takes part in the next. Twice the p99 of a run.
/// </param>
internal sealed record TunePoint(TuneSetting Setting, double RowsPerSecond, double P99Milliseconds)
{
    /// <summary>The better of each figure.</summary>
    public TunePoint Best(TunePoint other) => this with
    {
        RowsPerSecond = Math.Max(RowsPerSecond, other.RowsPerSecond),
        P99Milliseconds = Math.Min(P99Milliseconds, other.P99Milliseconds),
    };
}
