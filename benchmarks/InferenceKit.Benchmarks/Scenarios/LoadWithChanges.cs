using InferenceKit.Benchmarks.Load;

namespace InferenceKit.Benchmarks.Scenarios;

/// <summary>Requests at half of one caller's capacity, with something changed at a pace beside them or without.</summary>
internal sealed class LoadWithChanges(ICaller caller, Func<Task> changeAsync, TimeSpan pace, TimeSpan segment)
{
    private int _seed;

    /// <summary>As many as the pace asks for. A segment ends before its last tick does.</summary>
    public int ChangesPerSegment { get; } = (int)(segment / pace);

    public double Rate { get; private set; }

    public int Changes { get; private set; }

    public long Failed { get; private set; }

    public long Answered { get; private set; }

    /// <summary>Learns the capacity, and goes through both ways, so that no pair pays for compiling.</summary>
    public async Task PrepareAsync()
    {
        await changeAsync();
        Rate = await Capacity.OfOneCallerAsync(caller, TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(0.3)) / 2;
        await LoadAsync(seed: 0);
    }

    /// <returns>The p99.9 from the intended start, in milliseconds.</returns>
    public async Task<double> WithChangesAsync()
    {
        using var stop = new CancellationTokenSource();
        var changing = Repeating.RunAsync(changeAsync, pace, stop.Token);
        var p999 = await LoadAsync(_seed++);
        await stop.CancelAsync();
        Changes += await changing;
        return p999;
    }

    /// <returns>As <see cref="WithChangesAsync"/>.</returns>
    public Task<double> WithoutChangesAsync() => LoadAsync(_seed++);

    private async Task<double> LoadAsync(int seed)
    {
        var result = await OpenLoop.RunAsync(caller, ArrivalSchedule.Poisson(Rate, segment, seed));
        Failed += result.Failed;
        Answered += result.Calls - result.Failed;
        return result.Latencies.Percentile(99.9) / 1e6;
    }
}
