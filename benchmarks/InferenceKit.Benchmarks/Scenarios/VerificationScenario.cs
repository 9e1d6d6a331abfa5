using InferenceKit.Benchmarks.Baselines;
using InferenceKit.Benchmarks.Judging;
using InferenceKit.Benchmarks.Load;
using InferenceKit.Benchmarks.Models;
using InferenceKit.Benchmarks.Reporting;
using InferenceKit.Benchmarks.Subjects;

namespace InferenceKit.Benchmarks.Scenarios;

/// <summary>
/// What it costs that a load checks what it loads: its digest against lock file and manifest, the manifest's signature, and the
/// outputs of its samples. Whole loads are compared, from the call to the moment it serves.
/// </summary>
internal sealed class VerificationScenario : IScenario
{
    private const int Samples = 4;
    private const int WarmUpLoads = 5;
    private const double Kilobyte = 1024;

    public string Name => "verify-cost";

    public string Summary => "a load of 3 MB with manifest, signature, lock and samples, against the same model's load without";

    public async Task<IReadOnlyList<ReportLine>> RunAsync(ScenarioContext context)
    {
        var model = context.Models.Build(ModelRole.WideMlp, seed: 1);
        using var raw = new RawSession(model);
        var rows = model.Distribution.Draw(Samples, raw.RowLength);
        using var ownRuns = new BoundLoop(raw, rows);
        await using var plain = await context.Kit.StartLoadsAsync(model, isVerified: false, []);
        await using var signed = await context.Kit.StartLoadsAsync(model, isVerified: true, []);
        await using var sampled = await context.Kit.StartLoadsAsync(model, isVerified: true, rows);

        // How many pairs fit is learnt from the loads that warm up; the first of them also compiles the code that loads.
        var began = Ticks.Now;
        for (var i = 0; i < WarmUpLoads; i++)
        {
            foreach (var host in (ILoadHost[])[plain, signed, sampled])
                await TimeAsync(host);
            ownRuns.Run(Samples);
            if (i == 0)
                began = Ticks.Now;
        }

        var load = Ticks.ToSeconds(Ticks.Now - began) / (3 * (WarmUpLoads - 1));
        var pairs = Math.Clamp((int)(context.Effort.Budget.TotalSeconds / 3 / (2 * load)), Judge.FewestPairs, 500);
        var bySignature = await Interleaved.MeasureAsync(() => TimeAsync(signed), () => TimeAsync(plain), pairs);
        var bySamples = await Interleaved.MeasureAsync(() => TimeAsync(sampled), () => TimeWithOwnRunsAsync(signed), pairs);
        var byAll = await Interleaved.MeasureAsync(() => TimeAsync(sampled), () => TimeAsync(plain), Judge.FewestPairs);
        var allocated = await Interleaved.MeasureAsync(() => AllocatedAsync(sampled), () => AllocatedAsync(plain), Judge.FewestPairs);
        List<ReportLine> lines =
        [
            ReportLine.Of(Name, "load with manifest, signature and lock", "ms", bySignature, Target.RatioAtMost(1.2)),
            ReportLine.Of(Name, $"load with {Samples} samples as well, against without and their runs", "ms", bySamples, Target.AddedAtMost(1, "ms")),
            ReportLine.Of(Name, "load with all of it", "ms", byAll, Target.None),

            // A file in memory as a whole would be 3 MB, and one that is read again would be read for 3 MB more.
            ReportLine.Of(Name, "managed memory allocated by a load with all of it", "KB", allocated, Target.AddedAtMost(512, "KB")),
        ];
        if (ProcessReads.Bytes() is not null)
        {
            var read = await Interleaved.MeasureAsync(() => ReadAsync(sampled), () => ReadAsync(plain), Judge.FewestPairs);
            lines.Add(ReportLine.Of(Name, "read by a load with all of it", "KB", read, Target.AddedAtMost(512, "KB")));
        }

        return lines;

        async Task<double> TimeWithOwnRunsAsync(ILoadHost host)
        {
            var start = Ticks.Now;
            ownRuns.Run(Samples);
            return (Ticks.ToSeconds(Ticks.Now - start) * 1000) + await TimeAsync(host);
        }
    }

    /// <returns>Milliseconds.</returns>
    private static async Task<double> TimeAsync(ILoadHost host)
    {
        var began = Ticks.Now;
        await host.LoadAsync();
        var took = Ticks.ToSeconds(Ticks.Now - began) * 1000;
        await host.UnloadAsync();
        return took;
    }

    /// <returns>Kilobytes, of all threads.</returns>
    private static async Task<double> AllocatedAsync(ILoadHost host)
    {
        var before = GC.GetTotalAllocatedBytes(precise: true);
        await host.LoadAsync();
        var allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        await host.UnloadAsync();
        return allocated / Kilobyte;
    }

    /// <returns>Kilobytes.</returns>
    private static async Task<double> ReadAsync(ILoadHost host)
    {
        var before = ProcessReads.Bytes();
        await host.LoadAsync();
        var read = ProcessReads.Bytes() - before;
        await host.UnloadAsync();
        return read / Kilobyte ?? double.NaN;
    }
}
