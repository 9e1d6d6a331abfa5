using InferenceKit.Benchmarks.Baselines;
using InferenceKit.Benchmarks.Judging;
using InferenceKit.Benchmarks.Load;
using InferenceKit.Benchmarks.Models;
using InferenceKit.Benchmarks.Reporting;

namespace InferenceKit.Benchmarks.Scenarios;

/// <summary>Requests that come when they come, at parts of the capacity: the tail of the library's latency against that of other policies.</summary>
/// <param name="model">As <see cref="TrafficModels"/> names it.</param>
internal sealed class PeersScenario(string model) : IScenario
{
    private const string Model = "model";
    private const int Callers = 64;
    private const int Trials = 2;

    /// <summary>One sender does not send more without being late by itself.</summary>
    private const double MostPerSecond = 500_000;

    /// <summary>The queues of the others have no bound, and a stop of the machine of 20 ms is more than the usual one at these rates.</summary>
    private const int MostQueued = 100_000;

    /// <summary>With more the sender is as good as always awake, and may as well keep a core.</summary>
    private const double MostAsleep = 20_000;

    /// <summary>With fewer the p99 of a stretch is its longest one, and says little.</summary>
    private const double FewestRequests = 30;
    private static readonly int[] Loads = [50, 80, 95];

    public string Name => $"peers-{model}";

    public string Summary => "open loop at 50, 80 and 95 % of capacity: p99 against the best of the other policies";

    public async Task<IReadOnlyList<ReportLine>> RunAsync(ScenarioContext context)
    {
        var found = TrafficModels.Find(context.Models, model);
        var rows = found.DrawRows();
        using var best = await BestStatic.FindAsync(found, rows);
        await using var host = await context.Kit.StartTrafficAsync([new(Model, found, rows) { Mode = BatchingMode.Auto, MaxQueuedRows = MostQueued }]);
        await using var peers = new PeerPolicies(best.Session, rows, best.Batches.RowsPerRun);
        var subject = host.Serve(Model);
        var alone = await CapacityAsync(peers, context.Effort, isBesideSender: false);
        var spins = alone > MostAsleep || !SenderThread.Exists;
        var capacity = Math.Min(MostPerSecond, spins ? await CapacityAsync(peers, context.Effort, isBesideSender: true) : alone);

        // A fifth of the time goes into finding out which of the others is to be met.
        var share = context.Effort.Budget / Loads.Length;
        var trial = share * 0.2 / (Trials * peers.All.Count);
        var segment = share * 0.8 / (2 * Judge.FewestPairs);
        var lines = new List<ReportLine>
        {
            ReportLine.Of(Name, "capacity, the best of the others with 64 callers", "rows/s", capacity, null, Target.None),
        };
        foreach (var load in Loads)
        {
            var rate = capacity * load / 100;
            if (rate * segment.TotalSeconds < FewestRequests)
            {
                lines.Add(ReportLine.Skipped(Name, $"{load} %: {rate:0} requests/s are too few for the time of a {(context.Effort.IsQuick ? "quick" : "full")} report"));
                continue;
            }

            var notAnswered = 0L;
            var seed = 0;
            var (name, peer) = await BestAsync(peers, rate, trial, spins);
            await SubjectAsync();
            notAnswered = 0;
            var pairs = await Interleaved.MeasureAsync(SubjectAsync, async () => (await P99Async(peer, rate, segment, seed++, spins)).P99, Judge.FewestPairs);
            lines.Add(ReportLine.Of(Name, $"p99 at {load} % against {name}", "ms", pairs, Target.RatioAtMost(1)));
            lines.Add(ReportLine.MustBeZero(Name, $"not answered as alone, at {load} %", "requests", notAnswered));

            async Task<double> SubjectAsync()
            {
                var (p99, failed) = await P99Async(subject, rate, segment, seed++, spins);
                notAnswered += failed;
                return p99;
            }
        }

        return lines;
    }

    /// <param name="peers">The policies.</param>
    /// <param name="effort">How much time there is.</param>
    /// <param name="isBesideSender">Whether beside a thread as busy as one that sends and spins.</param>
    private static async Task<double> CapacityAsync(PeerPolicies peers, Effort effort, bool isBesideSender)
    {
        var window = effort.Budget / 200;
        using var sender = isBesideSender ? new BusySender() : null;
        var most = 0.0;
        foreach (var peer in peers.ForCapacity)
            most = Math.Max(most, (await new ClosedTraffic(peer.CreateCallers(Callers)).MeasureAsync(window / 2, window)).CallsPerSecond);
        return most;
    }

    private static async Task<(string Name, IServedModel Model)> BestAsync(PeerPolicies peers, double rate, TimeSpan trial, bool spins)
    {
        var times = peers.All.Select(_ => 0.0).ToArray();
        for (var round = 0; round < Trials; round++)
        {
            for (var i = 0; i < times.Length; i++)
            {
                var (p99, failed) = await P99Async(peers.All[i].Model, rate, trial, round, spins);

                // A policy that turns requests away is quick with the rest.
                times[i] += failed > 0 || double.IsNaN(p99) ? double.PositiveInfinity : p99;
            }
        }

        return peers.All[Array.IndexOf(times, times.Min())];
    }

    private static async Task<(double P99, long NotAnswered)> P99Async(IServedModel served, double rate, TimeSpan time, int seed, bool spins)
    {
        var stream = served.CreateStream();
        await OpenTraffic.RunAsync([(ArrivalSchedule.Poisson(rate, time, seed), stream)], spins);
        return (stream.Latencies.Take().Percentile(99) / 1e6, stream.Tally.NotAnswered);
    }
}
