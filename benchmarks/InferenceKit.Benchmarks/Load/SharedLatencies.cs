namespace InferenceKit.Benchmarks.Load;

/// <summary>Latencies from any thread: a histogram for every core, so that recording threads seldom meet.</summary>
internal sealed class SharedLatencies
{
    private readonly (Lock Lock, LatencyHistogram Histogram)[] _parts =
        [.. Enumerable.Range(0, Environment.ProcessorCount).Select(_ => (new Lock(), new LatencyHistogram()))];

    /// <param name="nanoseconds">How long the call took.</param>
    /// <param name="expectedInterval">How often its caller calls, in nanoseconds. Default: 0, for calls that wait for no other.</param>
    public void Record(long nanoseconds, long expectedInterval = 0)
    {
        var (door, histogram) = _parts[Thread.GetCurrentProcessorId() % _parts.Length];
        lock (door)
        {
            if (expectedInterval > 0)
                histogram.RecordWithExpectedInterval(nanoseconds, expectedInterval);
            else
                histogram.Record(nanoseconds);
        }
    }

    /// <summary>Takes what was recorded, and begins anew.</summary>
    public LatencyHistogram Take()
    {
        var all = new LatencyHistogram();
        foreach (var (door, histogram) in _parts)
        {
            lock (door)
            {
                all.Merge(histogram);
                histogram.Clear();
            }
        }

        return all;
    }

    public void Clear()
    {
        foreach (var (door, histogram) in _parts)
        {
            lock (door)
                histogram.Clear();
        }
    }
}
