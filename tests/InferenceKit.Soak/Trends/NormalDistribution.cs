namespace InferenceKit.Soak.Trends;

/// <summary>The standard normal distribution.</summary>
internal static class NormalDistribution
{
    /// <summary>97.5 % lie below.</summary>
    public const double Quantile975 = 1.959963984540054;

    /// <summary>
    /// How probable a value is that lies at least as far from 0 on either side: erfc(|z| / sqrt 2), by the rational Chebyshev
    /// approximation <c>erfcc</c> of Press et al., Numerical Recipes in C, section 6.2 (relative error below 1.2e-7).
    /// </summary>
    public static double TwoSided(double z)
    {
        var x = Math.Abs(z) / Math.Sqrt(2);
        var t = 1 / (1 + (0.5 * x));
        return t * Math.Exp(
            (-x * x) - 1.26551223 + (t * (1.00002368 + (t * (0.37409196 + (t * (0.09678418 + (t * (-0.18628806
            + (t * (0.27886807 + (t * (-1.13520398 + (t * (1.48851587 + (t * (-0.82215223 + (t * 0.17087277))))))))))))))))));
    }
}
