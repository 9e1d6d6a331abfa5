using InferenceKit.Benchmarks.Baselines;
using InferenceKit.Benchmarks.Judging;
using InferenceKit.Benchmarks.Models;
using InferenceKit.Benchmarks.Reporting;
using InferenceKit.Benchmarks.Subjects;

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
            await using var sides = await BothSides.StartAsync(context.Kit, model, Rows);
            using var baseline = BestRowsPerRun.Find(sides.Raw, sides.Rows);
            var subject = sides.Host.PredictMany(BothSides.Name);
            SameAnswers.Check(subject, baseline, sides.Rows);

            var pairs = RowsComparison.Measure(subject, baseline, sides.Rows, sampling);
            lines.Add(ReportLine.Of(
                name, $"throughput against {baseline.RowsPerRun} rows a run [{model.Name}]", "rows/s", pairs, Target.RatioAtLeast(0.95)));
        }

        return lines;
    }
}
