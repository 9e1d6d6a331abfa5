using InferenceKit.Benchmarks.Load;

namespace InferenceKit.Benchmarks.Scenarios;

/// <summary>Requests at half of one caller's capacity, with something changed at a pace beside them or without.</summary>
internal sealed class LoadWithChanges(ICaller caller, Func<Task> changeAsync, TimeSpan pace, TimeSpan segment)
{
    private const double Percentile = 99.9;

    private SteadyLoad? _load;

    /// <summary>As many as the pace asks for. A segment ends before its last tick does.</summary>
    public int ChangesPerSegment { get; } = (int)(segment / pace);

    public double Rate => Load.Rate;

    public int Changes { get; private set; }

    public long Failed => Load.Failed;

    public long Answered => Load.Answered;

    private SteadyLoad Load => _load ?? throw new InvalidOperationException("The load is not prepared.");

    /// <summary>Learns the capacity, and goes through both ways, so that no pair pays for compiling.</summary>
    public async Task PrepareAsync()
    {
        await changeAsync();
        _load = new(caller, await Capacity.OfOneCallerAsync(caller) / 2, segment);
        await _load.PercentileAsync(Percentile, seed: 0);
    }

    /// <returns>The p99.9 from the intended start, in milliseconds.</returns>
    public async Task<double> WithChangesAsync()
    {
        using var stop = new CancellationTokenSource();
        var changing = Repeating.RunAsync(changeAsync, pace, stop.Token);
        var p999 = await Load.PercentileAsync(Percentile);
        await stop.CancelAsync();
        Changes += await changing;
        return p999;
    }

    /// <returns>As <see cref="WithChangesAsync"/>.</returns>
    public Task<double> WithoutChangesAsync() => Load.PercentileAsync(Percentile);
}
