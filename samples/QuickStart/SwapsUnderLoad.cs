using System.Diagnostics;
using InferenceKit;

namespace QuickStart;

/// <summary>Lets callers predict without a pause while the served version changes under them.</summary>
internal static class SwapsUnderLoad
{
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan BetweenSwaps = TimeSpan.FromMilliseconds(200);

    public static async Task<LoadReport> RunAsync(IPredictor<Payment, float> predictor, IModelLifecycle lifecycle, Payment[] payments)
    {
        // Half of the cores, so that there is something left to load a version with.
        var callers = Enumerable.Range(0, Math.Max(2, Environment.ProcessorCount / 2))
            .Select(_ => new Caller(predictor, payments)).ToArray();
        using var stop = new CancellationTokenSource();
        var start = Stopwatch.GetTimestamp();
        var running = callers.Select(caller => Task.Run(() => caller.RunAsync(stop.Token))).ToArray();

        var swaps = 0;
        while (Stopwatch.GetElapsedTime(start) < Duration)
        {
            await Task.Delay(BetweenSwaps);
            // A promotion loads the version, holds it against the lock file, warms it up and sends traffic there. The version
            // before stays loaded, so that a rollback takes effect at once.
            if (swaps++ % 2 == 0) await PromoteAsync(lifecycle);
            else await lifecycle.RollbackAsync("fraud");
        }
        if (swaps % 2 == 0)
        {
            await PromoteAsync(lifecycle);
            swaps++;
        }

        await stop.CancelAsync();
        await Task.WhenAll(running);
        return LoadReport.Of(callers, swaps, Stopwatch.GetElapsedTime(start));
    }

    private static Task PromoteAsync(IModelLifecycle lifecycle) =>
        lifecycle.SetAliasAsync("fraud", "stable", "2", new EditNote { Reason = "fewer false alarms" });
}
