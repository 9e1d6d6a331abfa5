namespace InferenceKit.Benchmarks.Load;

/// <summary>What a run of load came to.</summary>
internal sealed record LoadResult(long Calls, long Failed, TimeSpan Elapsed, LatencyHistogram Latencies)
{
    public double CallsPerSecond => Calls / Elapsed.TotalSeconds;
}
