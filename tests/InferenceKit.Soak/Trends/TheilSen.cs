namespace InferenceKit.Soak.Trends;

/// <summary>
/// A slope that outliers do not turn: the median of the slopes of all pairs. H. Theil (1950); P. K. Sen, Estimates of the
/// regression coefficient based on Kendall's tau, Journal of the American Statistical Association 63 (1968).
/// </summary>
/// <param name="Slope">The slope.</param>
/// <param name="Low">The lower end of its 95 % interval.</param>
/// <param name="High">The upper end.</param>
/// <param name="Intercept">Where the line is at time 0: the median of what is left of each value without the slope.</param>
internal readonly record struct TheilSen(double Slope, double Low, double High, double Intercept)
{
    /// <param name="times">When.</param>
    /// <param name="values">What.</param>
    /// <param name="variance">The variance of Mann and Kendall's statistic, which the interval is made of.</param>
    public static TheilSen Of(ReadOnlySpan<double> times, ReadOnlySpan<double> values, double variance)
    {
        var slopes = new List<double>(values.Length * (values.Length - 1) / 2);
        for (var i = 0; i < values.Length; i++)
            for (var j = i + 1; j < values.Length; j++)
                if (times[j] > times[i])
                    slopes.Add((values[j] - values[i]) / (times[j] - times[i]));
        if (slopes.Count == 0)
            return default;
        slopes.Sort();
        var slope = Median(slopes);

        // C = z sqrt(Var S); the interval goes from the (N - C) / 2-th slope to the (N + C) / 2 + 1-th, counted from 1 (Sen;
        // Gilbert, Statistical Methods for Environmental Pollution Monitoring, 1987, section 16.4).
        var c = NormalDistribution.Quantile975 * Math.Sqrt(variance);
        var low = (int)Math.Round((slopes.Count - c) / 2) - 1;
        var high = (int)Math.Round((slopes.Count + c) / 2);
        var left = new List<double>(values.Length);
        for (var i = 0; i < values.Length; i++)
            left.Add(values[i] - (slope * times[i]));
        left.Sort();
        return new(slope, slopes[Math.Clamp(low, 0, slopes.Count - 1)], slopes[Math.Clamp(high, 0, slopes.Count - 1)], Median(left));
    }

    private static double Median(List<double> sorted)
    {
        var middle = sorted.Count / 2;
        return sorted.Count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
