using InferenceKit.Benchmarks.Judging;
using InferenceKit.Benchmarks.Load;
using InferenceKit.Benchmarks.Models;
using InferenceKit.Benchmarks.Reporting;
using InferenceKit.Benchmarks.Subjects.Library;

namespace InferenceKit.Benchmarks.Scenarios;

/// <summary>What a shadow of every request costs one caller while a core is free for it.</summary>
internal sealed class ShadowIdleScenario : IScenario
{
    private static readonly TimeSpan Segment = TimeSpan.FromMilliseconds(250);

    public string Name => "shadow-idle";

    public string Summary => "every request mirrored, one caller and a core free, against none mirrored";

    public async Task<IReadOnlyList<ReportLine>> RunAsync(ScenarioContext context)
    {
        var model = BuiltTrees.Get(context.Models);
        var rows = RowDistribution.Uniform(0, 1).Draw(256, BuiltTrees.Width);
        await using var host = await RoutingHost.StartAsync(model, ("Shadows:next:Model", RoutingHost.Other), ("Shadows:next:NoisePercent", "0"));
        var subject = new PredictLoop(host.Of(RoutingHost.Model), rows);
        var baseline = new PredictLoop(host.Of(RoutingHost.Plain), rows);
        SameAnswers.Check(subject, baseline, rows.Length);
        var added = LoopComparison.Measure(subject, baseline, context.Effort.Share(3, TimeSpan.FromMilliseconds(8)));

        var mirrored = new PredictCaller(host.Of(RoutingHost.Model), rows, 0);
        var alone = new PredictCaller(host.Of(RoutingHost.Plain), rows, 0);
        var rate = await Capacity.OfOneCallerAsync(alone) / 4;
        var before = host.PredictionsOf(RoutingHost.Other);
        var seed = 0;
        var count = Math.Max(Judge.FewestPairs, (int)(context.Effort.Budget / 3 / (Segment * 2)));
        var p50 = await Interleaved.MeasureAsync(() => PercentileAsync(mirrored, 50), () => PercentileAsync(alone, 50), count);
        var p99 = await Interleaved.MeasureAsync(() => PercentileAsync(mirrored, 99), () => PercentileAsync(alone, 99), count);
        var report = host.Shadows.Find(RoutingHost.Model, "next")!;
        return
        [
            // The rest of what the call takes longer is the copy, which is part of it.
            ReportLine.Of(Name, "time per call, one caller, with the copy", "ns", added, Target.AddedAtMost(500, "ns")),
            ReportLine.Of(Name, "p50 at a quarter of capacity", "us", p50, Target.RatioAtMost(1.05)),
            ReportLine.Of(Name, "p99 at a quarter of capacity", "us", p99, Target.RatioAtMost(1.25)),
            ReportLine.MustBeZero(Name, "shadow runs in slots of requests", "runs", host.PredictionsOf(RoutingHost.Other) - before),
            ReportLine.Of(Name, "compared, of sampled", "requests", report.Compared, report.Sampled, Target.None),
        ];

        async Task<double> PercentileAsync(PredictCaller caller, double percentile) =>
            (await OpenLoop.RunAsync(caller, ArrivalSchedule.Poisson(rate, Segment, seed++))).Latencies.Percentile(percentile) / 1e3;
    }
}
