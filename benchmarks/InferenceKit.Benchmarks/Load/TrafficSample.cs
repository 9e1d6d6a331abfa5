namespace InferenceKit.Benchmarks.Load;

/// <summary>What happened within a stretch of time.</summary>
internal sealed record TrafficSample(long Calls, TimeSpan Elapsed, TimeSpan CpuTime, LatencyHistogram Latencies, long AllocatedBytes = 0)
{
    public double CallsPerSecond => Calls / Elapsed.TotalSeconds;

    /// <summary>Time of all cores in this process, for each call.</summary>
    public double CoreMicrosecondsPerCall => CpuTime.TotalMicroseconds / Calls;

    /// <summary>Managed memory of all threads, for each call.</summary>
    public double BytesPerCall => (double)AllocatedBytes / Calls;

    public double P99Milliseconds => Latencies.Percentile(99) / 1e6;
}
