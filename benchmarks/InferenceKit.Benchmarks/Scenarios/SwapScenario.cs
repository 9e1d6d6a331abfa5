using InferenceKit.Benchmarks.Baselines;
using InferenceKit.Benchmarks.Judging;
using InferenceKit.Benchmarks.Load;
using InferenceKit.Benchmarks.Models;
using InferenceKit.Benchmarks.Reporting;
using InferenceKit.Benchmarks.Subjects;

namespace InferenceKit.Benchmarks.Scenarios;

/// <summary>
/// Requests at half of one caller's capacity while the version changes every 50 ms. Every swap loads a new session,
/// warms it up and disposes the old one; on two cores that happens beside the sending thread.
/// </summary>
internal sealed class SwapScenario : IScenario
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(50);

    public string Name => "swap-under-load";

    public string Summary => "a swap every 50 ms, open loop at half of capacity, against the same without swaps";

    public async Task<IReadOnlyList<ReportLine>> RunAsync(ScenarioContext context)
    {
        var first = context.Models.Build(ModelRole.Mlp, seed: 1);
        var second = context.Models.Build(ModelRole.Mlp, seed: 2);
        await using var host = await context.Kit.StartAsync([new("model", first, second)]);
        using var raw = new RawSession(first);
        var rows = first.Distribution.Draw(BothSides.DistinctRows, raw.RowLength);
        var caller = host.CreateCaller("model", rows, 0);

        // 20 pairs of 2.5 s make 1,000 swaps in 50 s; a quick report makes 140.
        var segment = TimeSpan.FromSeconds(context.Effort.IsQuick ? 0.35 : 2.5);
        var run = new SwapRun(host, caller, segment);
        await run.PrepareAsync();
        var pairs = await Interleaved.MeasureAsync(run.WithSwapsAsync, run.WithoutSwapsAsync, Judge.FewestPairs);

        return
        [
            ReportLine.Of(Name, "failed requests", "requests", run.Failed, null, Target.AtMost(0, "requests")),
            ReportLine.Of(Name, "p99.9 from the intended start", "ms", pairs, Target.RatioOrAddedAtMost(1.3, 1, "ms")),
            ReportLine.Of(Name, $"resident memory added, swap {run.SettledAt} to {run.Swaps}", "MB", run.AddedMegabytes, null, Target.AtMost(10, "MB")),
            ReportLine.Of(Name, "swaps, and as many as the pace asks for", "swaps", run.Swaps, run.Expected, Target.None),
            ReportLine.Of(Name, "requests answered", "requests", run.Answered, null, Target.None),
            ReportLine.Of(Name, "request rate", "requests/s", run.Rate, null, Target.None),
        ];
    }

    private sealed class SwapRun(IKitHost host, ICaller caller, TimeSpan segment)
    {
        private const double SettledPart = 0.2;
        private double _settledMegabytes;
        private int _seed;

        /// <summary>A segment ends before its last tick does.</summary>
        public int Expected { get; } = Judge.FewestPairs * (int)(segment / Pace);

        public double Rate { get; private set; }

        public int Swaps { get; private set; }

        public int SettledAt { get; private set; }

        public long Failed { get; private set; }

        public long Answered { get; private set; }

        public double AddedMegabytes => Memory.ResidentMegabytes() - _settledMegabytes;

        public async Task PrepareAsync()
        {
            await host.SwapAsync("model");
            Rate = await Capacity.OfOneCallerAsync(caller, TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(0.3)) / 2;

            // Once through both ways, so that no pair pays for compiling.
            await LoadAsync(seed: 0);
        }

        public async Task<double> WithSwapsAsync()
        {
            using var stop = new CancellationTokenSource();
            var swapping = Repeating.RunAsync(() => host.SwapAsync("model"), Pace, stop.Token);
            var p999 = await LoadAsync(_seed++);
            await stop.CancelAsync();
            Swaps += await swapping;
            if (SettledAt == 0 && Swaps >= SettledPart * Expected)
                (SettledAt, _settledMegabytes) = (Swaps, Memory.ResidentMegabytes());
            return p999;
        }

        public Task<double> WithoutSwapsAsync() => LoadAsync(_seed++);

        private async Task<double> LoadAsync(int seed)
        {
            var result = await OpenLoop.RunAsync(caller, ArrivalSchedule.Poisson(Rate, segment, seed));
            Failed += result.Failed;
            Answered += result.Calls - result.Failed;
            return result.Latencies.Percentile(99.9) / 1e6;
        }
    }
}
