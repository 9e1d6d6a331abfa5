using InferenceKit.Benchmarks.Baselines;
using InferenceKit.Benchmarks.Models;
using InferenceKit.Benchmarks.UserModels;

namespace InferenceKit.Benchmarks.Tuning;

/// <summary>Runs a model in every way that the cores allow.</summary>
internal sealed class TuneSweep(TrafficModel model, TimeSpan budget)
{
    private static readonly int[] Sizes = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512];

    /// <summary>Larger ones would take longer still.</summary>
    private static readonly TimeSpan LongestRun = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(5);

    /// <summary>Threads within a run and runs at a time, in powers of two, as many of both together as there are cores.</summary>
    public static IReadOnlyList<(int Threads, int Concurrency)> Shares(int cores)
    {
        var powers = Enumerable.Range(0, 31).Select(p => 1 << p).TakeWhile(p => p < cores).Append(cores).ToArray();
        return [.. powers.SelectMany(t => powers.Where(c => (long)t * c <= cores).Select(c => (t, c)))];
    }

    public async Task<IReadOnlyList<TunePoint>> RunAsync(int cores, Action<TunePoint> onPoint)
    {
        var rows = model.DrawRows();
        var shares = Shares(cores);
        var points = new List<TunePoint>();
        foreach (var threads in shares.Select(s => s.Threads).Distinct())
        {
            foreach (var useArena in (bool[])[true, false])
            {
                using var session = model.Open(useArena, threads);
                var sizes = session.TakesManyRows ? Sizes : [1];
                var window = budget / (shares.Count * 2 * sizes.Length);
                foreach (var (_, concurrency) in shares.Where(s => s.Threads == threads))
                    points.AddRange(await RunAsync(session, rows, new(0, threads, concurrency, useArena), sizes, window, onPoint));
            }
        }

        return points;
    }

    private static async Task<IReadOnlyList<TunePoint>> RunAsync(
        UserSession session, ScoredRows rows, TuneSetting share, int[] sizes, TimeSpan window, Action<TunePoint> onPoint)
    {
        var points = new List<TunePoint>();
        foreach (var size in sizes)
        {
            using var batches = new StaticBatches(session, rows, size, share.Concurrency, timesRuns: true);
            var run = batches.TimeOfRun();
            var sample = await batches.MeasureAsync(Settle, window > run * 5 ? window : run * 5);

            // Where others took the machine for the whole window there is nothing to tell.
            if (sample.Calls > 0)
            {
                var point = new TunePoint(share with { BatchSize = size }, sample.CallsPerSecond, 2 * sample.P99Milliseconds);
                points.Add(point);
                onPoint(point);
            }

            if (run > LongestRun)
                break;
        }

        return points;
    }
}
