using InferenceKit.Benchmarks.Judging;

namespace InferenceKit.Benchmarks.Scenarios;

/// <summary>How long a saturated model is looked at: at least as long as all of its callers need for a call each.</summary>
internal sealed record SaturationSampling(TimeSpan RampUp, TimeSpan Window, int TimedEvery)
{
    private const int Comparisons = 3;
    private const int Sides = 4;
    private static readonly TimeSpan ShortestRampUp = TimeSpan.FromMilliseconds(4);

    /// <summary>The clock read twice costs a twentieth of a microsecond.</summary>
    private static readonly TimeSpan SmallRow = TimeSpan.FromMicroseconds(5);

    /// <returns>Null where that takes more than the effort allows.</returns>
    public static SaturationSampling? Of(Effort effort, int callers, TimeSpan rowTime)
    {
        var round = rowTime * callers;
        if (round > (effort.IsQuick ? TimeSpan.FromMilliseconds(40) : TimeSpan.FromSeconds(2)))
            return null;
        var share = effort.Budget / (Comparisons * Sides * Judge.FewestPairs);
        var rampUp = Max(ShortestRampUp, round);
        return new(rampUp, Max(share - rampUp, Max(share / 2, round)), rowTime < SmallRow ? 16 : 1);
    }

    private static TimeSpan Max(TimeSpan left, TimeSpan right) => left > right ? left : right;
}
