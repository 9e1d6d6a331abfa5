namespace InferenceKit.Benchmarks.Judging;

/// <summary>One side of a target: a value must be at least, or at most, the limit.</summary>
internal readonly record struct Bound(bool IsAtLeast, double Limit)
{
    /// <summary>An interval that straddles the limit counts only if it is narrower than this part of the limit.</summary>
    public const double WidestStraddle = 0.10;

    public static Bound AtLeast(double limit) => new(true, limit);

    public static Bound AtMost(double limit) => new(false, limit);

    /// <summary>
    /// The favourable end decides, provided the interval is narrow enough to trust it. Where both ends stand on the
    /// same side of the limit there is nothing to trust: the width no longer matters.
    /// </summary>
    public Verdict Judge(Interval interval)
    {
        if (double.IsNaN(interval.Low) || double.IsNaN(interval.High))
            return Verdict.NotMeasurableHere;
        if (!Meets(IsAtLeast ? interval.High : interval.Low))
            return Verdict.Miss;
        if (Meets(IsAtLeast ? interval.Low : interval.High))
            return Verdict.Pass;
        return interval.Width <= WidestStraddle * Math.Abs(Limit) ? Verdict.Pass : Verdict.NotMeasurableHere;
    }

    private bool Meets(double value) => IsAtLeast ? value >= Limit : value <= Limit;
}
