namespace InferenceKit.Benchmarks.Load;

/// <summary>Does something at a fixed pace beside the load, until it is told to stop.</summary>
internal static class Repeating
{
    /// <returns>How often it was done. A round that takes longer than the pace delays the next, it does not pile up.</returns>
    public static async Task<int> RunAsync(Func<Task> action, TimeSpan pace, CancellationToken stop)
    {
        var rounds = 0;
        using var timer = new PeriodicTimer(pace);
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
            {
                await action();
                rounds++;
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The end of the load is the end of this.
        }

        return rounds;
    }
}
