namespace InferenceKit.Benchmarks.Judging;

/// <summary>Holds samples against a target. Pure: the same samples always get the same verdict.</summary>
internal static class Judge
{
    /// <summary>Fewer pairs than this say nothing.</summary>
    public const int FewestPairs = 20;

    public static Judgement Of(IReadOnlyList<Pair> pairs, Target target)
    {
        var subject = Median.Of(pairs.Select(p => p.Subject).ToArray());
        var baseline = Median.Of(pairs.Select(p => p.Baseline).ToArray());
        var ratio = Bootstrap.OfMedian(pairs.Select(p => p.Ratio).ToArray());
        var byRatio = new Judgement(subject, baseline, ratio.Value, ratio.Interval, false, VerdictOf(target.Ratio, ratio, pairs.Count));
        if (target.Added is null || byRatio.Verdict == Verdict.Pass)
            return byRatio;

        var added = Bootstrap.OfMedian(pairs.Select(p => p.Added).ToArray());
        var byAdded = byRatio with { Interval = added.Interval, IsOfAdded = true, Verdict = VerdictOf(target.Added, added, pairs.Count) };

        // A target of two allowances is met by the larger one: the better verdict stands.
        return target.Ratio is null || byAdded.Verdict < byRatio.Verdict ? byAdded : byRatio;
    }

    /// <summary>For what is counted rather than timed: bytes, failures.</summary>
    public static Verdict Of(double value, Target target) =>
        target.Value is { } bound ? bound.Judge(Interval.Exact(value)) : Verdict.Information;

    /// <summary>For what is timed and has no other side.</summary>
    public static Verdict Of(Estimate estimate, int samples, Target target) => VerdictOf(target.Value, estimate, samples);

    private static Verdict VerdictOf(Bound? bound, Estimate estimate, int samples)
    {
        if (bound is null)
            return Verdict.Information;
        return samples < FewestPairs ? Verdict.NotMeasurableHere : bound.Value.Judge(estimate.Interval);
    }
}
