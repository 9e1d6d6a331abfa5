using InferenceKit.Benchmarks.Baselines;
using InferenceKit.Benchmarks.Judging;
using InferenceKit.Benchmarks.Models;
using InferenceKit.Benchmarks.Reporting;
using InferenceKit.Benchmarks.Subjects;

namespace InferenceKit.Benchmarks.Scenarios;

/// <summary>Against what most code does today.</summary>
internal sealed class NaiveScenario : IScenario
{
    public string Name => "naive-mlp";

    public string Summary => "one typed prediction against Run with named values built for every call";

    public async Task<IReadOnlyList<ReportLine>> RunAsync(ScenarioContext context)
    {
        var models = context.ModelsFor(ModelRole.Mlp);
        var lines = new List<ReportLine>();
        foreach (var model in models)
        {
            await using var sides = await BothSides.StartAsync(context.Kit, model);
            var subject = sides.Host.PredictOne(BothSides.Name, sides.Rows);
            var baseline = new NamedValueLoop(sides.Raw, sides.Rows);
            SameAnswers.Check(subject, baseline, sides.Rows.Length);

            var sampling = context.Effort.Share(models.Count, TimeSpan.FromMilliseconds(10));
            var pairs = CallsPerSecond.Of(LoopComparison.Measure(subject, baseline, sampling));
            lines.Add(ReportLine.Of(Name, $"throughput, one caller [{model.Name}]", "calls/s", pairs, Target.RatioAtLeast(1.5)));
        }

        return lines;
    }
}
