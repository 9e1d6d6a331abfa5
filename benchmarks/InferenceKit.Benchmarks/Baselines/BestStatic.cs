using InferenceKit.Benchmarks.Judging;
using InferenceKit.Benchmarks.Models;
using InferenceKit.Benchmarks.UserModels;

namespace InferenceKit.Benchmarks.Baselines;

/// <summary>Tries batch sizes on all cores, with an arena and without, and keeps the fastest: the baseline gets the best it can have.</summary>
internal sealed class BestStatic : IDisposable
{
    private const int Rounds = 2;
    private static readonly int[] Sizes = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512];

    /// <summary>A longer run keeps every caller waiting, whatever it gains, and hardly fits into a sample.</summary>
    private static readonly TimeSpan LongestRun = TimeSpan.FromMilliseconds(15);
    private static readonly TimeSpan RampUp = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan Window = TimeSpan.FromMilliseconds(15);

    private BestStatic(UserSession session, bool usesArena, StaticBatches batches) =>
        (Session, UsesArena, Batches) = (session, usesArena, batches);

    /// <summary>The session of the fastest: the other baselines run on it as well.</summary>
    public UserSession Session { get; }

    public bool UsesArena { get; }

    public StaticBatches Batches { get; }

    public static async Task<BestStatic> FindAsync(TrafficModel model, ScoredRows rows)
    {
        UserSession[] sessions = [model.Open(useArena: true), model.Open(useArena: false)];
        List<(UserSession Session, StaticBatches Batches, TimeSpan Window, List<double> Speeds)> tried = [];
        foreach (var session in sessions)
        {
            foreach (var size in session.TakesManyRows ? Sizes : [1])
            {
                var batches = new StaticBatches(session, rows, size, Environment.ProcessorCount);
                var run = batches.TimeOfRun();
                tried.Add((session, batches, Window > run * 3 ? Window : run * 3, []));
                if (run > LongestRun)
                    break;
            }
        }

        // Round by round rather than candidate by candidate, so that a passing disturbance does not pick the winner.
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var (_, batches, window, speeds) in tried)
                speeds.Add((await batches.MeasureAsync(RampUp, window)).CallsPerSecond);
        }

        var best = tried.MaxBy(t => Median.Of(t.Speeds.ToArray()));
        foreach (var (_, batches, _, _) in tried.Where(t => t.Batches != best.Batches))
            batches.Dispose();
        sessions.Single(s => s != best.Session).Dispose();
        return new(best.Session, best.Session == sessions[0], best.Batches);
    }

    public void Dispose()
    {
        Batches.Dispose();
        Session.Dispose();
    }
}
