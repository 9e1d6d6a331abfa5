namespace InferenceKit.Benchmarks.Load;

/// <summary>
/// N callers, each sending its next call when the last one was answered. It finds the capacity;
/// its latencies hide a stall (no caller calls meanwhile): for those use <see cref="OpenLoop"/>.
/// </summary>
internal static class ClosedLoop
{
    public static async Task<LoadResult> RunAsync(IReadOnlyList<ICaller> callers, TimeSpan duration, bool recordLatencies = false)
    {
        EnsureThreads(callers.Count);
        using var start = new Barrier(callers.Count + 1);
        var stop = new StopFlag();
        var running = callers.Select(c => Task.Run(() => CallAsync(c, start, stop, recordLatencies))).ToArray();

        start.SignalAndWait();
        var began = Ticks.Now;
        await Task.Delay(duration);
        stop.Raise();
        var results = await Task.WhenAll(running);
        var elapsed = TimeSpan.FromSeconds(Ticks.ToSeconds(Ticks.Now - began));

        var latencies = new LatencyHistogram();
        foreach (var result in results)
            latencies.Merge(result.Latencies);
        return new(results.Sum(r => r.Calls), results.Sum(r => r.Failed), elapsed, latencies);
    }

    /// <summary>
    /// A call that never waits never gives its thread back, so every caller needs one of its own from the first
    /// moment; otherwise the pool would let the last callers in only half a second later.
    /// </summary>
    private static void EnsureThreads(int callers)
    {
        ThreadPool.GetMinThreads(out var workers, out var ports);
        if (workers < callers + 2)
            ThreadPool.SetMinThreads(callers + 2, ports);
    }

    private static async Task<(long Calls, long Failed, LatencyHistogram Latencies)> CallAsync(
        ICaller caller, Barrier start, StopFlag stop, bool recordLatencies)
    {
        var latencies = new LatencyHistogram();
        long calls = 0, failed = 0;
        start.SignalAndWait();
        do
        {
            var began = recordLatencies ? Ticks.Now : 0;
            if (!await caller.CallAsync())
                failed++;
            calls++;
            if (recordLatencies)
                latencies.Record(Ticks.ToNanoseconds(Ticks.Now - began));
        }
        while (!stop.IsRaised);

        return (calls, failed, latencies);
    }
}
