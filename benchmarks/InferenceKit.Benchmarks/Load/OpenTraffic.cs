namespace InferenceKit.Benchmarks.Load;

/// <summary>
/// Sends the requests of one or several models at their intended times, from one thread, to the thread pool. Latencies count from the
/// intended time, so a stall is charged to every request that should have started during it.
/// </summary>
internal static class OpenTraffic
{
    /// <param name="streams">What is sent when.</param>
    /// <param name="isSpinning">
    /// Whether the sender keeps a core to be on time to the microsecond; otherwise it sleeps and leaves the cores alone, and is late by
    /// milliseconds where there is no <see cref="SenderThread"/>.
    /// </param>
    /// <returns>How long requests were sent, up to the moment before the last answers were waited for.</returns>
    public static async Task<TimeSpan> RunAsync(IReadOnlyList<(ArrivalSchedule Schedule, OpenStream Stream)> streams, bool isSpinning = true)
    {
        var sent = await Task.Factory.StartNew(
            () => Send(streams, isSpinning), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        foreach (var (_, stream) in streams)
            await stream.WaitAsync();
        return sent;
    }

    private static TimeSpan Send(IReadOnlyList<(ArrivalSchedule Schedule, OpenStream Stream)> streams, bool isSpinning)
    {
        var isPrecise = !isSpinning && SenderThread.TryBecome();
        var arrivals = streams.Select(s => s.Schedule.Begin()).ToArray();
        var next = arrivals.Select(Next).ToArray();
        var start = Ticks.Now;
        while (true)
        {
            var first = 0;
            for (var i = 1; i < next.Length; i++)
            {
                if (next[i] < next[first])
                    first = i;
            }

            if (double.IsPositiveInfinity(next[first]))
                return TimeSpan.FromSeconds(Ticks.ToSeconds(Ticks.Now - start));
            var intended = start + Ticks.FromSeconds(next[first]);
            WaitUntil(intended, isSpinning, isPrecise);
            streams[first].Stream.Start(intended);
            next[first] = Next(arrivals[first]);
        }
    }

    private static double Next(Arrivals arrivals) => arrivals.TryNext(out var at) ? at : double.PositiveInfinity;

    private static void WaitUntil(long intended, bool isSpinning, bool isPrecise)
    {
        while (intended - Ticks.Now is var left && left > 0)
        {
            if (isSpinning)
                Thread.SpinWait(8);
            else if (isPrecise)
                SenderThread.Sleep(left);
            else
                Thread.Sleep(1);
        }
    }
}
