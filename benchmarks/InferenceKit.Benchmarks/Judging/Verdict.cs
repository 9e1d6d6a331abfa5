namespace InferenceKit.Benchmarks.Judging;

/// <summary>What a measurement says about its target, ordered from the best to the least.</summary>
internal enum Verdict
{
    Pass,
    NotMeasurableHere,
    Miss,

    /// <summary>No target: the line is there to be read.</summary>
    Information,

    /// <summary>Not run; the metric says why.</summary>
    Skipped,

    /// <summary>Broke off; the metric says why.</summary>
    Error,
}
