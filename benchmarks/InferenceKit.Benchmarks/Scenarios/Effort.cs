namespace InferenceKit.Benchmarks.Scenarios;

/// <summary>How much time a scenario may take. What differs between a quick and a full report is only this.</summary>
internal sealed record Effort(bool IsQuick)
{
    /// <summary>For all samples of a scenario together; what it takes to start a host comes on top.</summary>
    public TimeSpan Budget => TimeSpan.FromSeconds(IsQuick ? 12 : 80);

    /// <summary>Its share of the budget for one of so many comparisons, cut into samples of about this length.</summary>
    public Sampling Share(int comparisons, TimeSpan sample)
    {
        var share = Budget / comparisons;
        var warmUp = TimeSpan.FromSeconds(Math.Min(2, share.TotalSeconds * 0.2));
        var pairs = (int)((share - warmUp) / (sample * 2));
        return new(warmUp, sample, Math.Clamp(pairs, Judging.Judge.FewestPairs, 1000));
    }
}
