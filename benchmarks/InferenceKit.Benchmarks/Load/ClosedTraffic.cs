namespace InferenceKit.Benchmarks.Load;

/// <summary>
/// Callers in a closed loop, measured within a window in which all of them call: how they start and how the last answers trickle in
/// is in no figure.
/// </summary>
internal sealed class ClosedTraffic(IReadOnlyList<ClosedCaller> callers, int timedEvery = 1, long expectedInterval = 0)
{
    private readonly SharedLatencies _latencies = new();

    public Tally Tally { get; } = new();

    public int Callers => callers.Count;

    public async Task<TrafficSample> MeasureAsync(TimeSpan rampUp, TimeSpan window)
    {
        var stop = new StopFlag();
        var settings = new CallerSettings(Tally, _latencies, timedEvery, expectedInterval);
        var running = callers.Select(c => c.RunAsync(settings, stop)).ToArray();
        await Task.Delay(rampUp);
        _latencies.Clear();
        var began = Moment.Now(callers);
        await Task.Delay(window);
        var sample = Moment.Now(callers).Since(began, _latencies.Take());
        stop.Raise();
        await Task.WhenAll(running);
        return sample;
    }

    private readonly record struct Moment(long At, TimeSpan Cpu, long Allocated, long Calls)
    {
        public static Moment Now(IReadOnlyList<ClosedCaller> callers)
        {
            var calls = 0L;
            foreach (var caller in callers)
                calls += caller.Calls;
            return new(Ticks.Now, Environment.CpuUsage.TotalTime, GC.GetTotalAllocatedBytes(), calls);
        }

        public TrafficSample Since(Moment before, LatencyHistogram latencies) =>
            new(Calls - before.Calls, TimeSpan.FromSeconds(Ticks.ToSeconds(At - before.At)), Cpu - before.Cpu, latencies, Allocated - before.Allocated);
    }
}
