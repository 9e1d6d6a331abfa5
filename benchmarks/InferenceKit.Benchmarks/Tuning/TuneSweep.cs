using InferenceKit.Benchmarks.Baselines;
using InferenceKit.Benchmarks.Models;
using InferenceKit.Benchmarks.UserModels;

namespace InferenceKit.Benchmarks.Tuning;

/// <summary>Runs a model in every way that the cores allow.</summary>
internal sealed class TuneSweep(TrafficModel model, TimeSpan budget)
{
    /// <summary>Apart in time, so that what disturbs the one does not disturb the other; of both the better counts, since a disturbance only slows.</summary>
    private const int Rounds = 2;
    private static readonly int[] Sizes = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512];

    /// <summary>Larger ones would take longer still.</summary>
    private static readonly TimeSpan LongestRun = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan RampUp = TimeSpan.FromMilliseconds(5);

    /// <summary>Threads within a run and runs at a time, in powers of two, as many of both together as there are cores.</summary>
    public static IReadOnlyList<(int Threads, int Concurrency)> Shares(int cores)
    {
        var powers = Enumerable.Range(0, 31).Select(p => 1 << p).TakeWhile(p => p < cores).Append(cores).ToArray();
        return [.. powers.SelectMany(t => powers.Where(c => (long)t * c <= cores).Select(c => (t, c)))];
    }

    /// <param name="cores">As many may be busy.</param>
    /// <param name="onPoint">Is told of every point of every round, as it is known by then.</param>
    public async Task<IReadOnlyList<TunePoint>> RunAsync(int cores, Action<TunePoint> onPoint)
    {
        var rows = model.DrawRows();
        var best = new Dictionary<TuneSetting, TunePoint>();
        for (var round = 0; round < Rounds; round++)
        {
            await RunAsync(rows, Shares(cores), point =>
            {
                best[point.Setting] = best.TryGetValue(point.Setting, out var before) ? point.Best(before) : point;
                onPoint(best[point.Setting]);
            });
        }

        return [.. best.Values];
    }

    private async Task RunAsync(ScoredRows rows, IReadOnlyList<(int Threads, int Concurrency)> shares, Action<TunePoint> onPoint)
    {
        foreach (var threads in shares.Select(s => s.Threads).Distinct())
        {
            foreach (var useArena in (bool[])[true, false])
            {
                using var session = model.Open(useArena, threads);
                var sizes = session.TakesManyRows ? Sizes : [1];
                var window = budget / (Rounds * shares.Count * 2 * sizes.Length);
                foreach (var (_, concurrency) in shares.Where(s => s.Threads == threads))
                    await RunAsync(session, rows, new(0, threads, concurrency, useArena), sizes, window, onPoint);
            }
        }
    }

    private static async Task RunAsync(
        UserSession session, ScoredRows rows, TuneSetting share, int[] sizes, TimeSpan window, Action<TunePoint> onPoint)
    {
        foreach (var size in sizes)
        {
            using var batches = new StaticBatches(session, rows, size, share.Concurrency, timesRuns: true);
            var run = batches.TimeOfRun();
            var sample = await batches.MeasureAsync(RampUp, window > run * 5 ? window : run * 5);

            // Where others took the machine for the whole window there is nothing to tell.
            if (sample.Calls > 0)
                onPoint(new(share with { BatchSize = size }, sample.CallsPerSecond, 2 * sample.P99Milliseconds));

            if (run > LongestRun)
                break;
        }
    }
}
