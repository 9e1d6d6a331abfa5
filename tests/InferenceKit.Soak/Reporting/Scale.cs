namespace InferenceKit.Soak.Reporting;

/// <summary>Where a value is between bottom and top, as a part.</summary>
/// <param name="Bottom">The value at the bottom.</param>
/// <param name="Top">The value at the top.</param>
/// <param name="IsLogarithmic">Whether equal distances are equal ratios.</param>
internal readonly record struct Scale(double Bottom, double Top, bool IsLogarithmic)
{
    /// <summary>From zero to just above all but a few: one outlier must not press everything else flat.</summary>
    public static Scale Linear(IEnumerable<double> values) => new(0, TopOf([.. values.Order()]), false);

    /// <summary>From the power of ten below the least to just above all but a few.</summary>
    public static Scale Logarithmic(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Where(value => value > 0).Order()];
        return sorted.Length == 0 ? new(1, 10, true) : new(Math.Pow(10, Math.Floor(Math.Log10(sorted[0]))), TopOf(sorted), true);
    }

    public double PartOf(double value) =>
        Math.Clamp(IsLogarithmic ? Math.Log(Math.Max(value, Bottom) / Bottom) / Math.Log(Top / Bottom) : (value - Bottom) / (Top - Bottom), 0, 1);

    public double ValueAt(double part) => IsLogarithmic ? Bottom * Math.Pow(Top / Bottom, part) : Bottom + (part * (Top - Bottom));

    private static double TopOf(double[] sorted) =>
        sorted.Length > 0 && sorted[(int)(0.98 * (sorted.Length - 1))] is > 0 and var most ? most * 1.15 : 1;
}
