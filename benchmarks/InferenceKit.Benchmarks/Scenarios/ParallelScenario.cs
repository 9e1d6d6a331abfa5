using InferenceKit.Benchmarks.Baselines;
using InferenceKit.Benchmarks.Judging;
using InferenceKit.Benchmarks.Load;
using InferenceKit.Benchmarks.Models;
using InferenceKit.Benchmarks.Reporting;
using InferenceKit.Benchmarks.Subjects;

namespace InferenceKit.Benchmarks.Scenarios;

/// <summary>Several callers of one shared predictor.</summary>
internal sealed class ParallelScenario : IScenario
{
    private static readonly int[] Callers = [2, 4, 8];

    public string Name => "parallel-mlp";

    public string Summary => "2, 4 and 8 callers against as many on raw Run with preallocated outputs";

    public async Task<IReadOnlyList<ReportLine>> RunAsync(ScenarioContext context)
    {
        var models = context.ModelsFor(ModelRole.Mlp);
        var sampling = context.Effort.Share(models.Count * Callers.Length, TimeSpan.FromMilliseconds(50));
        var lines = new List<ReportLine>();
        foreach (var model in models)
        {
            await using var sides = await BothSides.StartAsync(context.Kit, model);
            foreach (var callers in Callers)
                lines.Add(await RunAsync(sides, model, callers, sampling));
        }

        return lines;
    }

    private async Task<ReportLine> RunAsync(BothSides sides, BenchmarkModel model, int callers, Sampling sampling)
    {
        ICaller[] subjects = [.. Enumerable.Range(0, callers).Select(i => sides.Host.CreateCaller(BothSides.Name, sides.Rows, FirstRow(i)))];
        PreallocatedCaller[] baselines = [.. Enumerable.Range(0, callers).Select(i => new PreallocatedCaller(sides.Raw, sides.Rows, FirstRow(i)))];

        await ClosedLoop.RunAsync(subjects, sampling.WarmUp / 2);
        await ClosedLoop.RunAsync(baselines, sampling.WarmUp / 2);
        var pairs = await Interleaved.MeasureAsync(() => Throughput(subjects), () => Throughput(baselines), sampling.Pairs);
        foreach (var caller in baselines)
            caller.Dispose();
        return ReportLine.Of(Name, $"throughput, {callers} callers [{model.Name}]", "calls/s", pairs, Target.RatioAtLeast(0.95));

        int FirstRow(int caller) => caller * sides.Rows.Length / callers;

        async Task<double> Throughput(ICaller[] side) => (await ClosedLoop.RunAsync(side, sampling.Sample)).CallsPerSecond;
    }
}
