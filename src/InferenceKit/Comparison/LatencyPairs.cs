namespace InferenceKit.Comparison;

/// <summary>Differences of the times of pairs, in bounded memory. Not thread-safe.</summary>
internal sealed class LatencyPairs
{
    public const int MostKept = 4096;

    private readonly List<long> _kept = [];
    private long _pairs;
    private long _slower;
    private long _faster;
    private ulong _seed = 0x5EED;

    public void Add(TimeSpan primary, TimeSpan shadow)
    {
        var difference = shadow.Ticks - primary.Ticks;
        _pairs++;
        if (difference > 0) _slower++;
        else if (difference < 0) _faster++;
        if (_kept.Count < MostKept)
        {
            _kept.Add(difference);
            return;
        }
        // Algorithm R: each of the pairs so far is among those kept with the same probability.
        var index = Math.BigMul(NextRandom(), (ulong)_pairs, out _);
        if (index < MostKept) _kept[(int)index] = difference;
    }

    public ShadowLatency? Report()
    {
        if (_pairs == 0) return null;
        long[] sorted = [.. _kept];
        Array.Sort(sorted);
        return new()
        {
            Pairs = _pairs,
            Median = Quantile(sorted, 0.5),
            Percentile10 = Quantile(sorted, 0.1),
            Percentile90 = Quantile(sorted, 0.9),
            Slower = new(_slower, _pairs),
            SignTestPValue = SignTest.PValue(_slower, _faster),
        };
    }

    private static TimeSpan Quantile(long[] sorted, double part)
    {
        var index = part * (sorted.Length - 1);
        var (below, above) = (sorted[(int)Math.Floor(index)], sorted[(int)Math.Ceiling(index)]);
        return new(below + (long)Math.Round((index - Math.Floor(index)) * (above - below)));
    }

    // SplitMix64: the same pairs give the same report.
    private ulong NextRandom()
    {
        var z = _seed += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
