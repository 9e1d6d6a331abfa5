namespace InferenceKit.Soak.Trends;

/// <summary>
/// Means over blocks of neighbours. Mann and Kendall's test takes its values to be independent; neighbouring samples of a process
/// are not, and would have it see trends in any slow wave. Means over blocks far longer than such a wave nearly are (batch means:
/// Law, Simulation Modeling and Analysis, chapter 9).
/// </summary>
internal static class BlockMeans
{
    /// <summary>Cuts samples into blocks of equal number, as far as that goes.</summary>
    public static (double[] Times, double[] Values) Of(IReadOnlyList<Sample> samples, int blocks)
    {
        blocks = Math.Min(blocks, samples.Count);
        var (times, values) = (new double[blocks], new double[blocks]);
        for (var i = 0; i < blocks; i++)
        {
            var (from, to) = (i * samples.Count / blocks, (i + 1) * samples.Count / blocks);
            for (var j = from; j < to; j++)
            {
                times[i] += samples[j].Seconds / (to - from);
                values[i] += samples[j].Value / (to - from);
            }
        }

        return (times, values);
    }
}
