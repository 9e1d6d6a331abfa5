using InferenceKit.Benchmarks.Judging;
using InferenceKit.Benchmarks.Models;
using InferenceKit.Benchmarks.Reporting;
using InferenceKit.Benchmarks.Subjects.Library;

namespace InferenceKit.Benchmarks.Scenarios;

/// <summary>What a sticky split costs: three variants of the same version, so that only the routing differs.</summary>
internal sealed class RouteSplitScenario : IScenario
{
    public string Name => "route-split";

    public string Summary => "a sticky split of three variants, against no split: time and bytes added";

    public async Task<IReadOnlyList<ReportLine>> RunAsync(ScenarioContext context)
    {
        var rows = RowDistribution.Uniform(0, 1).Draw(256, 16);
        await using var host = await RoutingHost.StartAsync(
            BuiltPoison.Get(context.Models),
            ("Variants:a:Version", "1"), ("Variants:a:WeightPercent", "20"), ("Variants:b:Version", "1"), ("Variants:b:WeightPercent", "30"));
        var subject = new KeyedLoop(host.Of(RoutingHost.Model), rows);
        var baseline = new KeyedLoop(host.Of(RoutingHost.Plain), rows);
        SameAnswers.Check(subject, baseline, rows.Length);
        var pairs = LoopComparison.Measure(subject, baseline, context.Effort.Share(1, TimeSpan.FromMilliseconds(8)));
        return
        [
            ReportLine.Of(Name, "time per call, one caller", "ns", pairs, Target.AddedAtMost(60, "ns")),
            AllocationLine.Measure(Name, subject, baseline),
        ];
    }
}
