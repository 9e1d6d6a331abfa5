using InferenceKit.Benchmarks.Judging;
using InferenceKit.Benchmarks.Models;
using InferenceKit.Benchmarks.Reporting;
using InferenceKit.Benchmarks.Subjects.Library;

namespace InferenceKit.Benchmarks.Scenarios;

/// <summary>Requests at half of one caller's capacity while the configuration is reloaded all the time, with other weights each time.</summary>
internal sealed class ReloadStormScenario : IScenario
{
    private const int Reloads = 200;
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(25);

    public string Name => "reload-storm";

    public string Summary => "a reload of configuration every 25 ms that changes weights, open loop, against none";

    public async Task<IReadOnlyList<ReportLine>> RunAsync(ScenarioContext context)
    {
        var rows = RowDistribution.Uniform(0, 1).Draw(256, 16);
        await using var host = await RoutingHost.StartAsync(
            BuiltPoison.Get(context.Models),
            ("Variants:a:Version", "1"), ("Variants:a:WeightPercent", "10"), ("Shadows:next:Model", RoutingHost.Other));
        var weight = 10;
        var load = new LoadWithChanges(
            new PredictCaller(host.Of(RoutingHost.Model), rows, 0),
            () => host.ReloadAsync("Variants:a:WeightPercent", $"{weight = 10 + (weight + 7) % 80}"),
            Pace,
            TimeSpan.FromSeconds(context.Effort.IsQuick ? 0.3 : 1));
        await load.PrepareAsync();
        var count = Math.Max(Judge.FewestPairs, Reloads / load.ChangesPerSegment + 1);
        var pairs = await Interleaved.MeasureAsync(load.WithChangesAsync, load.WithoutChangesAsync, count);
        return
        [
            ReportLine.MustBeZero(Name, "failed requests", "requests", load.Failed),
            ReportLine.Of(Name, "p99.9 from the intended start", "ms", pairs, Target.RatioOrAddedAtMost(1.3, 1, "ms")),
            ReportLine.Of(Name, "reloads, and as many as are asked for", "reloads", load.Changes, Reloads, Target.None),
            ReportLine.Of(Name, "requests answered", "requests", load.Answered, null, Target.None),
        ];
    }
}
