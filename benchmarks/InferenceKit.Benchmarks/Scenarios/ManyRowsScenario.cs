using InferenceKit.Benchmarks.Baselines;
using InferenceKit.Benchmarks.Judging;
using InferenceKit.Benchmarks.Models;
using InferenceKit.Benchmarks.Reporting;

namespace InferenceKit.Benchmarks.Scenarios;

/// <summary>Ten thousand rows in one call.</summary>
internal sealed class ManyRowsScenario(string name, ModelRole role) : IScenario
{
    private const int Rows = 10_000;

    public string Name => name;

    public string Summary => "10,000 rows in one call against raw runs of the best number of rows";

    public async Task<IReadOnlyList<ReportLine>> RunAsync(ScenarioContext context)
    {
        var models = context.ModelsFor(role);
        var sampling = context.Effort.Share(models.Count, TimeSpan.FromMilliseconds(20));
        var lines = new List<ReportLine>();
        foreach (var model in models)
        {
            await using var host = await context.Kit.StartAsync([new("model", model)]);
            using var raw = new RawSession(model);
            var rows = model.Distribution.Draw(Rows, raw.RowLength);
            using var baseline = BestRowsPerRun.Find(raw, rows);
            var subject = host.PredictMany("model");
            Agreement.Check(subject, baseline, rows);

            var pairs = RowsComparison.Measure(subject, baseline, rows, sampling);
            lines.Add(ReportLine.Of(
                name, $"throughput against {baseline.RowsPerRun} rows a run [{model.Name}]", "rows/s", pairs, Target.RatioAtLeast(0.95)));
        }

        return lines;
    }
}
