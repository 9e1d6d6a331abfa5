using InferenceKit.Benchmarks.Judging;
using InferenceKit.Benchmarks.Models;
using InferenceKit.Benchmarks.Reporting;
using InferenceKit.Benchmarks.Subjects;

namespace InferenceKit.Benchmarks.Scenarios;

/// <summary>What a name costs among a thousand.</summary>
internal sealed class LookupScenario : IScenario
{
    private const int Registered = 1000;
    private const string Hit = "model-0500";

    public string Name => "lookup";

    public string Summary => "a model taken by name on every call, 1,000 models registered against 1";

    public async Task<IReadOnlyList<ReportLine>> RunAsync(ScenarioContext context)
    {
        var model = context.Models.Build(ModelRole.Mlp, seed: 1);
        var all = Enumerable.Range(0, Registered).Select(i => new HostedModel($"model-{i:0000}", model)).ToArray();
        await using var one = await context.Kit.StartAsync([.. all.Where(m => m.Name == Hit)]);
        await using var thousand = await context.Kit.StartAsync(all);

        using var raw = new Baselines.RawSession(model);
        var rows = model.Distribution.Draw(BothSides.DistinctRows, raw.RowLength);
        var subject = thousand.PredictByName(Hit, rows);
        var baseline = one.PredictByName(Hit, rows);
        SameAnswers.Check(subject, baseline, rows.Length);

        var pairs = LoopComparison.MeasureMicroseconds(subject, baseline, context.Effort.Share(1, TimeSpan.FromMilliseconds(10)));
        return [ReportLine.Of(Name, "time per call by name", "us", pairs, Target.RatioAtMost(1.1))];
    }
}
