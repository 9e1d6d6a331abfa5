using InferenceKit.Benchmarks.Judging;
using InferenceKit.Benchmarks.Load;
using InferenceKit.Benchmarks.Models;
using InferenceKit.Benchmarks.Reporting;
using InferenceKit.Benchmarks.Subjects.Library;

namespace InferenceKit.Benchmarks.Scenarios;

/// <summary>What a shadow of every request costs callers that use all cores.</summary>
internal sealed class ShadowSaturatedScenario : IScenario
{
    private static readonly TimeSpan Segment = TimeSpan.FromMilliseconds(200);

    public string Name => "shadow-saturated";

    public string Summary => "every request mirrored while no core is free, against none mirrored";

    public async Task<IReadOnlyList<ReportLine>> RunAsync(ScenarioContext context)
    {
        var model = BuiltTrees.Get(context.Models);
        var rows = RowDistribution.Uniform(0, 1).Draw(256, BuiltTrees.Width);
        await using var host = await RoutingHost.StartAsync(model, ("Shadows:next:Model", RoutingHost.Other), ("Shadows:next:NoisePercent", "0"));
        var callers = 2 * Environment.ProcessorCount;
        ICaller[] mirrored = [.. Enumerable.Range(0, callers).Select(i => new PredictCaller(host.Of(RoutingHost.Model), rows, i * 7))];
        ICaller[] alone = [.. Enumerable.Range(0, callers).Select(i => new PredictCaller(host.Of(RoutingHost.Plain), rows, i * 7))];
        await ClosedLoop.RunAsync(mirrored, TimeSpan.FromSeconds(1));
        await ClosedLoop.RunAsync(alone, TimeSpan.FromSeconds(1));
        var failed = 0L;
        var count = Math.Max(Judge.FewestPairs, (int)(context.Effort.Budget / (Segment * 2)));
        var pairs = await Interleaved.MeasureAsync(() => ThroughputAsync(mirrored), () => ThroughputAsync(alone), count);
        var report = host.Shadows.Find(RoutingHost.Model, "next")!;
        return
        [
            ReportLine.Of(Name, $"throughput, {callers} callers", "calls/s", pairs, Target.RatioAtLeast(0.95)),
            ReportLine.MustBeZero(Name, "failed requests", "requests", failed),
            ReportLine.Of(Name, "dropped, of sampled", "requests", report.Dropped.Values.Sum(), report.Sampled, Target.None),
        ];

        async Task<double> ThroughputAsync(ICaller[] side)
        {
            var result = await ClosedLoop.RunAsync(side, Segment);
            failed += result.Failed;
            return result.CallsPerSecond;
        }
    }
}
