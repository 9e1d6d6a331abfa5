using InferenceKit.Benchmarks.Baselines;
using InferenceKit.Benchmarks.Judging;
using InferenceKit.Benchmarks.Models;
using InferenceKit.Benchmarks.Reporting;
using InferenceKit.Benchmarks.Subjects;

namespace InferenceKit.Benchmarks.Scenarios;

/// <summary>What the whole pipeline adds to the fastest raw loop, for one caller with one row at a time.</summary>
internal sealed class OverheadScenario(string name, ModelRole role) : IScenario
{
    public string Name => name;

    public string Summary => "one typed prediction, metrics on, against a reused binding: time and bytes added";

    public async Task<IReadOnlyList<ReportLine>> RunAsync(ScenarioContext context)
    {
        var models = context.ModelsFor(role);
        var lines = new List<ReportLine>();
        foreach (var model in models)
            lines.AddRange(await RunAsync(context.Kit, model, context.Effort.Share(models.Count, TimeSpan.FromMilliseconds(8))));
        return lines;
    }

    private async Task<ReportLine[]> RunAsync(IKit kit, BenchmarkModel model, Sampling sampling)
    {
        await using var sides = await BothSides.StartAsync(kit, model);
        using var baseline = new BoundLoop(sides.Raw, sides.Rows);
        var subject = sides.Host.PredictOne(BothSides.Name, sides.Rows);
        SameAnswers.Check(subject, baseline, sides.Rows.Length);

        var pairs = LoopComparison.MeasureMicroseconds(subject, baseline, sampling);
        return
        [
            ReportLine.Of(name, $"time per call [{model.Name}]", "us", pairs, Target.AddedAtMost(0.3, "us")),
            AllocationLine.Measure(name, subject, baseline, $" [{model.Name}]"),
        ];
    }
}
