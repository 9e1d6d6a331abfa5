using System.Globalization;
using InferenceKit.Benchmarks.Judging;
using InferenceKit.Benchmarks.Load;
using InferenceKit.Benchmarks.Reporting;
using InferenceKit.Benchmarks.Subjects;
using InferenceKit.Benchmarks.Subjects.Library;

namespace InferenceKit.Benchmarks.Scenarios.Progress;

/// <summary>Ten requests far larger than all others, and what the process still holds of them later, while small ones go on.</summary>
internal sealed class OutlierMemoryScenario : IScenario
{
    private const int SmallRow = 256;
    private const int LargeRow = 16 << 20;
    private const int Outliers = 10;
    private const int SmallCalls = 20_000;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    public string Name => "memory-after-outliers";

    public string Summary => "resident memory a minute after ten requests of 64 MB (10 s in a quick report), against before them";

    public async Task<IReadOnlyList<ReportLine>> RunAsync(ScenarioContext context)
    {
        if (context.Kit is RawKit)
            throw new NotSupportedException("A raw session keeps no buffers.");
        await using var host = await OutlierHost.StartAsync(context.Models);
        var small = Enumerable.Repeat(1f, SmallRow).ToArray();
        for (var i = 0; i < SmallCalls; i++)
            await PredictAsync(host.Predictor, small);
        var before = Memory.ResidentMegabytes();

        await SendOutliersAsync(host.Predictor);
        var after = Memory.ResidentMegabytes();

        var wait = TimeSpan.FromSeconds(context.Effort.IsQuick ? 10 : 60);
        var until = Ticks.Now + Ticks.FromSeconds(wait.TotalSeconds);
        while (Ticks.Now < until)
        {
            await PredictAsync(host.Predictor, small);
            await Task.Delay(Pause);
        }

        var later = Memory.ResidentMegabytes();
        var target = context.Effort.IsQuick ? Target.None : Target.AtMost(20, "MB");
        return
        [
            ReportLine.Of(Name, string.Create(CultureInfo.InvariantCulture, $"resident memory added, {wait.TotalSeconds:0} s after the outliers"), "MB", later - before, null, target),
            ReportLine.Of(Name, "resident memory added, just after them", "MB", after - before, null, Target.None),
            ReportLine.Of(Name, "resident memory before them", "MB", before, null, Target.None),
        ];
    }

    // By itself, so that no local of the caller holds their inputs.
    private static async Task SendOutliersAsync(IPredictor<float[], float> predictor)
    {
        var large = new float[LargeRow];
        large[^1] = 1;
        await Task.WhenAll(Enumerable.Range(0, Outliers).Select(_ => Task.Run(() => PredictAsync(predictor, large))));
    }

    private static async Task PredictAsync(IPredictor<float[], float> predictor, float[] row)
    {
        var expected = row.Length == LargeRow ? 1 : row.Length;
        var sum = (await predictor.PredictAsync(row)).Value;
        if (Math.Abs(sum - expected) > 0.001f * expected)
            throw new InvalidOperationException($"The sum of a row of {row.Length} values was wrong.");
    }
}
