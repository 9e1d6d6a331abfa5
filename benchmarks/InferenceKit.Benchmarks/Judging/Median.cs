namespace InferenceKit.Benchmarks.Judging;

/// <summary>The middle of some values.</summary>
internal static class Median
{
    public static double Of(ReadOnlySpan<double> values)
    {
        var copy = values.ToArray();
        return OfScratch(copy);
    }

    /// <summary>Sorts the values it is given.</summary>
    public static double OfScratch(Span<double> values)
    {
        if (values.IsEmpty)
            return double.NaN;
        values.Sort();
        var middle = values.Length / 2;
        return values.Length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }
}
