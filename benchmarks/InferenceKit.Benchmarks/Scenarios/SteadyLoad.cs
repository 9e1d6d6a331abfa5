using InferenceKit.Benchmarks.Load;

namespace InferenceKit.Benchmarks.Scenarios;

/// <summary>One caller in an open loop at a constant rate, in segments of one length.</summary>
internal sealed class SteadyLoad(ICaller caller, double rate, TimeSpan segment)
{
    private int _seed;

    public double Rate => rate;

    public long Failed { get; private set; }

    public long Answered { get; private set; }

    /// <summary>Runs one segment.</summary>
    /// <returns>The percentile of the latency from the intended start, in milliseconds.</returns>
    public Task<double> PercentileAsync(double percentile) => PercentileAsync(percentile, _seed++);

    /// <summary>Runs one segment with the arrival times of a seed.</summary>
    /// <returns>As <see cref="PercentileAsync(double)"/>.</returns>
    public async Task<double> PercentileAsync(double percentile, int seed)
    {
        var result = await OpenLoop.RunAsync(caller, ArrivalSchedule.Poisson(rate, segment, seed));
        Failed += result.Failed;
        Answered += result.Calls - result.Failed;
        return result.Latencies.Percentile(percentile) / 1e6;
    }
}
