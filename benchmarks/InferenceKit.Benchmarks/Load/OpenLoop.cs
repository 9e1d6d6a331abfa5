namespace InferenceKit.Benchmarks.Load;

/// <summary>
/// Sends each request at its intended time whether or not the last one was answered, and counts its latency from that
/// time: a stall is charged to every request that should have started during it.
/// The sending thread spins, because nothing else keeps microseconds; it takes one core for itself.
/// </summary>
internal static class OpenLoop
{
    /// <param name="caller">Makes the requests.</param>
    /// <param name="schedule">When they begin.</param>
    /// <param name="stop">Ends it before the schedule does. Default: null, nothing.</param>
    public static async Task<LoadResult> RunAsync(ICaller caller, ArrivalSchedule schedule, StopFlag? stop = null)
    {
        var late = new LateAnswers();
        var sent = await Task.Factory.StartNew(
            () => Send(caller, schedule, stop, late), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await late.WaitAsync();
        sent.Latencies.Merge(late.Latencies);
        return sent with { Failed = sent.Failed + late.Failed };
    }

    private static LoadResult Send(ICaller caller, ArrivalSchedule schedule, StopFlag? stop, LateAnswers late)
    {
        var latencies = new LatencyHistogram();
        var arrivals = schedule.Begin();
        long calls = 0, failed = 0;
        var start = Ticks.Now;
        for (; stop?.IsRaised != true && arrivals.TryNext(out var at); calls++)
        {
            var intended = start + Ticks.FromSeconds(at);
            while (Ticks.Now < intended)
                Thread.SpinWait(8);

            var answer = caller.CallAsync();
            if (!answer.IsCompletedSuccessfully)
            {
                late.Add(answer, intended);
                continue;
            }

            latencies.Record(Ticks.ToNanoseconds(Ticks.Now - intended));
            if (!answer.Result)
                failed++;
        }

        return new(calls, failed, TimeSpan.FromSeconds(Ticks.ToSeconds(Ticks.Now - start)), latencies);
    }
}
