namespace InferenceKit.Benchmarks.Judging;

/// <summary>A percentile bootstrap: how far the median would move had the same machine been sampled again.</summary>
internal static class Bootstrap
{
    public const int DefaultResamples = 4000;

    /// <summary>The seed is fixed so that one set of samples always gets one interval.</summary>
    public const int DefaultSeed = 20261123;

    public static Estimate OfMedian(ReadOnlySpan<double> values, int resamples = DefaultResamples, int seed = DefaultSeed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(resamples, 1);
        if (values.IsEmpty)
            return new(double.NaN, Interval.Exact(double.NaN));

        var random = new Random(seed);
        var medians = new double[resamples];
        var drawn = new double[values.Length];
        for (var i = 0; i < resamples; i++)
        {
            for (var j = 0; j < drawn.Length; j++)
                drawn[j] = values[random.Next(values.Length)];
            medians[i] = Median.OfScratch(drawn);
        }

        Array.Sort(medians);
        return new(Median.Of(values), new(Quantile(medians, 0.025), Quantile(medians, 0.975)));
    }

    private static double Quantile(double[] sorted, double quantile) =>
        sorted[(int)Math.Round(quantile * (sorted.Length - 1), MidpointRounding.AwayFromZero)];
}
