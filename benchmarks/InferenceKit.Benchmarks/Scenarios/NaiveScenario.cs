using InferenceKit.Benchmarks.Baselines;
using InferenceKit.Benchmarks.Judging;
using InferenceKit.Benchmarks.Models;
using InferenceKit.Benchmarks.Reporting;

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
            await using var host = await context.Kit.StartAsync([new("model", model)]);
            using var raw = new RawSession(model);
            var rows = model.Distribution.Draw(ScenarioContext.DistinctRows, raw.RowLength);
            var subject = host.PredictOne("model", rows);
            var baseline = new NamedValueLoop(raw, rows);
            Agreement.Check(subject, baseline, rows.Length);

            var sampling = context.Effort.Share(models.Count, TimeSpan.FromMilliseconds(10));
            var pairs = CallsPerSecond.Of(LoopComparison.Measure(subject, baseline, sampling));
            lines.Add(ReportLine.Of(Name, $"throughput, one caller [{model.Name}]", "calls/s", pairs, Target.RatioAtLeast(1.5)));
        }

        return lines;
    }
}
