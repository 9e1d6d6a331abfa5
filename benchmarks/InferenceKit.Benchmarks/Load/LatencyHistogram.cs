using System.Numerics;

namespace InferenceKit.Benchmarks.Load;

/// <summary>
/// Latencies in nanoseconds in log-linear buckets: exact up to 127 ns, within 0.8 % above, at a fixed size that stays out of the
/// large object heap.
/// Recording takes a few nanoseconds and no memory. For one thread; merge to combine.
/// </summary>
internal sealed class LatencyHistogram
{
    private const int SubBits = 7;
    private const int SubCount = 1 << SubBits;
    private readonly long[] _counts = new long[(64 - SubBits + 1) * SubCount];

    public long Count { get; private set; }

    public long Highest { get; private set; }

    public void Record(long nanoseconds)
    {
        var value = Math.Max(nanoseconds, 0);
        _counts[IndexOf(value)]++;
        Count++;
        Highest = Math.Max(Highest, value);
    }

    public void Merge(LatencyHistogram other)
    {
        for (var i = 0; i < _counts.Length; i++)
            _counts[i] += other._counts[i];
        Count += other.Count;
        Highest = Math.Max(Highest, other.Highest);
    }

    public void Clear()
    {
        Array.Clear(_counts);
        Count = 0;
        Highest = 0;
    }

    /// <summary>The smallest recorded value that at least this percentage of the values do not exceed (nearest rank).</summary>
    public double Percentile(double percent)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(percent, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(percent, 100);
        if (Count == 0)
            return double.NaN;

        var rank = Math.Max(1, (long)Math.Ceiling(percent / 100 * Count));
        var seen = 0L;
        for (var i = 0; i < _counts.Length; i++)
        {
            seen += _counts[i];
            if (seen >= rank)
                return Math.Min(MiddleOf(i), Highest);
        }

        return Highest;
    }

    /// <summary>Below 2^SubBits one bucket a value; above, each doubling is cut into the same number of equal parts.</summary>
    private static int IndexOf(long value)
    {
        if (value < SubCount)
            return (int)value;
        var shift = BitOperations.Log2((ulong)value) - SubBits;
        return ((shift + 1) << SubBits) + (int)((value >> shift) - SubCount);
    }

    private static double MiddleOf(int index)
    {
        if (index < SubCount)
            return index;
        var shift = (index >> SubBits) - 1;
        var lowest = (long)((index & (SubCount - 1)) + SubCount) << shift;
        return lowest + (((1L << shift) - 1) / 2.0);
    }
}
