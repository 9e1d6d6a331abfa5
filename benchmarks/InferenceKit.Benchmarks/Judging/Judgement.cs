namespace InferenceKit.Benchmarks.Judging;

/// <summary>Pairs, held against a target. <see cref="Interval"/> is that of what was judged: the ratio, or what was added.</summary>
internal readonly record struct Judgement(
    double Subject, double Baseline, double Ratio, Interval Interval, bool IsOfAdded, Verdict Verdict);
