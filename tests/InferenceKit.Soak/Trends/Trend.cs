namespace InferenceKit.Soak.Trends;

/// <summary>Judges whether a series rises: zero within noise, or not.</summary>
/// <param name="Verdict">The judgement.</param>
/// <param name="Median">The median of the blocks.</param>
/// <param name="Line">The slope, by the second.</param>
/// <param name="Rise">The slope times the time that is judged.</param>
/// <param name="Floor">What a rise has to exceed.</param>
/// <param name="Test">The test for a trend.</param>
/// <param name="Blocks">How many block means were judged.</param>
internal sealed record Trend(TrendVerdict Verdict, double Median, TheilSen Line, double Rise, double Floor, MannKendall Test, int Blocks)
{
    public const int MostBlocks = 20;
    public const double Significance = 0.01;

    // The normal approximation of the test is good from 8 to 10 values on (Kendall).
    private const int FewestBlocks = 8;

    /// <param name="samples">In order of time, without the warm-up.</param>
    /// <param name="floor">What counts as noise.</param>
    public static Trend Of(IReadOnlyList<Sample> samples, NoiseFloor floor)
    {
        var (times, values) = BlockMeans.Of(samples, MostBlocks);
        if (values.Length < FewestBlocks)
            return new(TrendVerdict.TooFew, double.NaN, default, double.NaN, double.NaN, new(0, 0, 1), values.Length);
        var test = MannKendall.Of(values);
        var line = TheilSen.Of(times, values, test.Variance);
        var rise = line.Slope * (samples[^1].Seconds - samples[0].Seconds);
        var median = values.Order().ElementAt(values.Length / 2);
        var noise = floor.Of(median);
        var verdict = test.P >= Significance ? TrendVerdict.NoTrend
            : rise > noise ? TrendVerdict.Rises
            : TrendVerdict.WithinNoise;
        return new(verdict, median, line, rise, noise, test, values.Length);
    }
}
