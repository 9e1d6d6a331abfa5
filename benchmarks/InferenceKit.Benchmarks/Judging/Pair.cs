namespace InferenceKit.Benchmarks.Judging;

/// <summary>Two samples taken next to each other, so that both saw the same machine.</summary>
internal readonly record struct Pair(double Subject, double Baseline)
{
    public double Ratio => Subject / Baseline;

    public double Added => Subject - Baseline;
}
