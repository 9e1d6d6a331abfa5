using InferenceKit.Benchmarks.Baselines;
using InferenceKit.Benchmarks.Judging;
using InferenceKit.Benchmarks.Load;
using InferenceKit.Benchmarks.Models;
using InferenceKit.Benchmarks.Reporting;
using InferenceKit.Benchmarks.Subjects;

namespace InferenceKit.Benchmarks.Scenarios;

/// <summary>Against ML.NET with the same ONNX file: one row, and 200 rows of one request.</summary>
internal sealed class MlNetScenario : IScenario
{
    private const int ManyRows = 200;

    public string Name => "mlnet-gbt";

    public string Summary => "1 row and 200 rows against pooled ML.NET prediction engines over the same ONNX file";

    public async Task<IReadOnlyList<ReportLine>> RunAsync(ScenarioContext context)
    {
        var small = context.ModelsFor(ModelRole.SmallBoostedTrees);
        var large = context.ModelsFor(ModelRole.BoostedTrees);
        var sampling = context.Effort.Share((small.Count + large.Count) * 2, TimeSpan.FromMilliseconds(15));
        var lines = new List<ReportLine>();
        foreach (var model in small)
            lines.AddRange(await RunAsync(context.Kit, model, sampling, Target.RatioAtLeast(30)));

        // A row of a hundred deep trees costs microseconds in ONNX Runtime itself: no library can make that thirtyfold.
        foreach (var model in large)
            lines.AddRange(await RunAsync(context.Kit, model, sampling, Target.None));
        return lines;
    }

    private async Task<ReportLine[]> RunAsync(IKit kit, BenchmarkModel model, Sampling sampling, Target manyRows)
    {
        await using var sides = await BothSides.StartAsync(kit, model);
        var rows = sides.Rows;
        var mlNet = new MlNetModel(model, sides.Raw);

        var one = (Subject: sides.Host.PredictOne(BothSides.Name, rows), Baseline: new MlNetLoop(mlNet, rows));
        SameAnswers.Check(one.Subject, one.Baseline, rows.Length);
        var single = CallsPerSecond.Of(LoopComparison.Measure(one.Subject, one.Baseline, sampling));

        var some = rows[..ManyRows];
        var baseline = Faster(new MlNetEngineRows(mlNet), new MlNetTransformRows(mlNet), some);
        var subject = sides.Host.PredictMany(BothSides.Name);
        SameAnswers.Check(subject, baseline, some);
        var many = RowsComparison.Measure(subject, baseline, some, sampling);

        // What no library on ONNX Runtime can pass: shown so that a miss can be told from a limit.
        using var best = BestRowsPerRun.Find(sides.Raw, some);
        var ceiling = RowsComparison.Measure(best, baseline, some, sampling with { WarmUp = sampling.WarmUp / 4, Pairs = Judge.FewestPairs });
        return
        [
            ReportLine.Of(Name, $"throughput, 1 row [{model.Name}]", "rows/s", single, Target.RatioAtLeast(1.3)),
            ReportLine.Of(Name, $"throughput, {ManyRows} rows [{model.Name}]", "rows/s", many, manyRows),
            ReportLine.Of(Name, $"of raw runs instead, {ManyRows} rows [{model.Name}]", "rows/s", ceiling, Target.None),
        ];
    }

    /// <summary>ML.NET has two ways for many rows; it is held to the better one.</summary>
    private static IManyRows Faster(IManyRows engine, IManyRows transform, float[][] rows)
    {
        var sampling = new Sampling(TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(10), 5);
        var ratios = RowsComparison.Measure(engine, transform, rows, sampling).Select(p => p.Ratio).ToArray();
        return Median.Of(ratios) >= 1 ? engine : transform;
    }
}
