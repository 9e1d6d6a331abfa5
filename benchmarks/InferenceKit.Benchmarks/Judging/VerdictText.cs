namespace InferenceKit.Benchmarks.Judging;

/// <summary>How a verdict reads in the table and in the file.</summary>
internal static class VerdictText
{
    public static string Of(Verdict verdict) => verdict switch
    {
        Verdict.Pass => "pass",
        Verdict.Miss => "miss",
        Verdict.NotMeasurableHere => "not measurable here",
        Verdict.Information => "for information",
        Verdict.Skipped => "skipped",
        _ => "error",
    };
}
