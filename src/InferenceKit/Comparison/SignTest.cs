namespace InferenceKit.Comparison;

/// <summary>The sign test: whether one of two kinds of equal chances is too frequent. Pure.</summary>
internal static class SignTest
{
    /// <summary>Up to here the binomial distribution is added up; beyond, the normal one is near enough.</summary>
    private const int MostExact = 50;

    /// <returns>The two-sided p-value; 1 where there is nothing.</returns>
    public static double PValue(long above, long below)
    {
        var n = above + below;
        var fewer = Math.Min(above, below);
        return n <= MostExact ? Math.Min(1, 2 * Tail((int)fewer, (int)n)) : Erfc(Math.Max(0, (n / 2.0 - fewer - 0.5) / Math.Sqrt(n / 4.0)) / Math.Sqrt(2));
    }

    /// <summary>The probability of at most k heads of n coins.</summary>
    private static double Tail(int k, int n)
    {
        var ways = 1.0;
        var sum = 1.0;
        for (var i = 1; i <= k; i++) sum += ways = ways * (n - i + 1) / i;
        return sum * Math.Pow(2, -n);
    }

    /// <summary>The complementary error function of what is not negative, to 1.2e-7 of itself (Press et al., Numerical Recipes, erfcc).</summary>
    private static double Erfc(double x)
    {
        ReadOnlySpan<double> factors =
            [-1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587, -0.82215223, 0.17087277];
        var t = 1 / (1 + x / 2);
        var sum = 0.0;
        for (var i = factors.Length - 1; i >= 0; i--) sum = sum * t + factors[i];
        return t * Math.Exp(sum - x * x);
    }
}
