using InferenceKit.Benchmarks.Baselines;
using InferenceKit.Benchmarks.Judging;
using InferenceKit.Benchmarks.Load;
using InferenceKit.Benchmarks.Models;
using InferenceKit.Benchmarks.Reporting;
using InferenceKit.Benchmarks.Subjects;

namespace InferenceKit.Benchmarks.Scenarios;

/// <summary>
/// Requests at half of one caller's capacity while the version changes every 50 ms. Every swap loads a new session,
/// warms it up and disposes the old one; on two cores that happens beside the sending thread.
/// </summary>
internal sealed class SwapScenario : IScenario
{
    /// <summary>Pools and caches have filled by then. Memory that is added later stays.</summary>
    private const double WarmUpPart = 0.2;
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(50);

    public string Name => "swap-under-load";

    public string Summary => "a swap every 50 ms, open loop at half of capacity, against the same without swaps";

    public async Task<IReadOnlyList<ReportLine>> RunAsync(ScenarioContext context)
    {
        var first = context.Models.Build(ModelRole.Mlp, seed: 1);
        var second = context.Models.Build(ModelRole.Mlp, seed: 2);
        await using var host = await context.Kit.StartAsync([new("model", first, second)]);
        using var raw = new RawSession(first);
        var rows = first.Distribution.Draw(BothSides.DistinctRows, raw.RowLength);
        var caller = host.CreateCaller("model", rows, 0);

        // 20 pairs of 2.5 s make 1,000 swaps in 50 s; a quick report makes 140.
        var segment = TimeSpan.FromSeconds(context.Effort.IsQuick ? 0.35 : 2.5);
        var load = new LoadWithChanges(caller, () => host.SwapAsync("model"), Pace, segment);
        var expected = Judge.FewestPairs * load.ChangesPerSegment;
        var warm = (Swaps: 0, Megabytes: 0.0);
        await load.PrepareAsync();
        var pairs = await Interleaved.MeasureAsync(WithSwapsAsync, load.WithoutChangesAsync, Judge.FewestPairs);
        var added = Memory.ResidentMegabytes() - warm.Megabytes;

        return
        [
            ReportLine.MustBeZero(Name, "failed requests", "requests", load.Failed),
            ReportLine.Of(Name, "p99.9 from the intended start", "ms", pairs, Target.RatioOrAddedAtMost(1.3, 1, "ms")),
            ReportLine.Of(Name, $"resident memory added, swap {warm.Swaps} to {load.Changes}", "MB", added, null, Target.AtMost(10, "MB")),
            ReportLine.Of(Name, "swaps, and as many as the pace asks for", "swaps", load.Changes, expected, Target.None),
            ReportLine.Of(Name, "requests answered", "requests", load.Answered, null, Target.None),
            ReportLine.Of(Name, "request rate", "requests/s", load.Rate, null, Target.None),
        ];

        async Task<double> WithSwapsAsync()
        {
            var p999 = await load.WithChangesAsync();
            if (warm.Swaps == 0 && load.Changes >= WarmUpPart * expected)
                warm = (load.Changes, Memory.ResidentMegabytes());
            return p999;
        }
    }
}
