using HdrHistogram;

namespace InferenceKit.Benchmarks.Load;

/// <summary>
/// Latencies in nanoseconds, within 0.8 %, at a fixed size that stays out of the large object heap.
/// Recording takes a few nanoseconds and no memory. For one thread; merge to combine.
/// </summary>
internal sealed class LatencyHistogram
{
    private const int SignificantDigits = 2;

    /// <summary>Nearly three centuries in nanoseconds: the histogram tells two of them apart, but adds one to what it is given.</summary>
    private const long Longest = long.MaxValue / 2;
    private readonly LongHistogram _histogram = new(Longest, SignificantDigits);

    public long Count => _histogram.TotalCount;

    public long Highest { get; private set; }

    /// <summary>The mean of what was recorded; NaN where nothing was.</summary>
    public double Mean => Count == 0 ? double.NaN : _histogram.GetMean();

    public void Record(long nanoseconds)
    {
        Highest = Math.Max(Highest, nanoseconds);
        _histogram.RecordValue(Math.Clamp(nanoseconds, 0, Longest));
    }

    /// <summary>
    /// Records a call of a caller that calls so often. For a longer call it also records those that the caller would have made meanwhile: without them a
    /// closed loop counts a stall once, however many calls it kept from being made.
    /// </summary>
    public void RecordWithExpectedInterval(long nanoseconds, long expectedInterval)
    {
        Highest = Math.Max(Highest, nanoseconds);
        _histogram.RecordValueWithExpectedInterval(Math.Clamp(nanoseconds, 0, Longest), expectedInterval);
    }

    public void Merge(LatencyHistogram other)
    {
        _histogram.Add(other._histogram);
        Highest = Math.Max(Highest, other.Highest);
    }

    public void Clear()
    {
        _histogram.Reset();
        Highest = 0;
    }

    /// <summary>The smallest recorded value that at least this percentage of the values do not exceed (nearest rank).</summary>
    public double Percentile(double percent)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(percent, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(percent, 100);
        return Count == 0 ? double.NaN : Math.Min(_histogram.GetValueAtPercentile(percent), Highest);
    }
}
