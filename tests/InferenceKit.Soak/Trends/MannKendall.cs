namespace InferenceKit.Soak.Trends;

/// <summary>
/// Whether values tend to rise or fall with time, whatever their distribution: H. B. Mann, Nonparametric tests against trend,
/// Econometrica 13 (1945); M. G. Kendall, Rank Correlation Methods (1975).
/// </summary>
/// <param name="Tau">Kendall's tau-b of the values with their order, from -1 to 1.</param>
/// <param name="Variance">The variance of the statistic S where there is no trend.</param>
/// <param name="P">How probable at least such a trend is by chance, in either direction.</param>
internal readonly record struct MannKendall(double Tau, double Variance, double P)
{
    public static MannKendall Of(ReadOnlySpan<double> values)
    {
        long n = values.Length;

        // S = sum over i < j of sign(x_j - x_i)
        long s = 0;
        for (var i = 0; i < n; i++)
            for (var j = i + 1; j < n; j++)
                s += Math.Sign(values[j] - values[i]);

        // Var(S) = (n (n - 1) (2n + 5) - sum over ties of t (t - 1) (2t + 5)) / 18; the ties also shorten tau's denominator.
        var (ties, tiedPairs) = (0L, 0L);
        foreach (var t in values.ToArray().GroupBy(value => value).Select(group => (long)group.Count()))
        {
            ties += t * (t - 1) * ((2 * t) + 5);
            tiedPairs += t * (t - 1) / 2;
        }

        var variance = ((n * (n - 1) * ((2 * n) + 5)) - ties) / 18.0;
        if (variance <= 0)
            return new(0, 0, 1);
        var pairs = n * (n - 1) / 2;

        // The continuity correction brings S, which is a whole number, one closer to 0.
        var z = (s - Math.Sign(s)) / Math.Sqrt(variance);
        return new(s / Math.Sqrt(pairs * (double)(pairs - tiedPairs)), variance, NormalDistribution.TwoSided(z));
    }
}
