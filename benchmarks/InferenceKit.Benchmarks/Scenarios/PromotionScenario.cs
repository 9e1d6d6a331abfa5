using InferenceKit.Benchmarks.Baselines;
using InferenceKit.Benchmarks.Judging;
using InferenceKit.Benchmarks.Models;
using InferenceKit.Benchmarks.Reporting;
using InferenceKit.Benchmarks.Subjects;

namespace InferenceKit.Benchmarks.Scenarios;

/// <summary>
/// Requests at half of one caller's capacity while an alias alternates between two versions, its file flushed to disk
/// each time. Judged where no previous version stays, so that every promotion loads one; where one stays, only the traffic changes.
/// </summary>
internal sealed class PromotionScenario : IScenario
{
    private const int QuickPairsForInformation = 5;

    public string Name => "promote-under-load";

    public string Summary => "an alias promoted 200 times, open loop at half of capacity, against the same without promotions";

    public async Task<IReadOnlyList<ReportLine>> RunAsync(ScenarioContext context) =>
    [
        .. await RunAsync(context, keepPrevious: 0, "each loads", Judge.FewestPairs, isJudged: true),
        .. await RunAsync(
            context, keepPrevious: 1, "both stay loaded", context.Effort.IsQuick ? QuickPairsForInformation : Judge.FewestPairs, isJudged: false),
    ];

    private async Task<ReportLine[]> RunAsync(ScenarioContext context, int keepPrevious, string how, int count, bool isJudged)
    {
        var first = context.Models.Build(ModelRole.Mlp, seed: 1);
        var next = context.Models.Build(ModelRole.Mlp, seed: 2);
        await using var host = await context.Kit.StartPromotionsAsync(first, next, keepPrevious);
        using var raw = new RawSession(first);
        var caller = host.CreateCaller(first.Distribution.Draw(BothSides.DistinctRows, raw.RowLength));

        // 20 pairs with 11 promotions a segment make 220, so that 200 are left where some take longer than the pace.
        var (pace, segment) = context.Effort.IsQuick ? (50, 300) : (100, 1150);
        var load = new LoadWithChanges(caller, host.PromoteAsync, TimeSpan.FromMilliseconds(pace), TimeSpan.FromMilliseconds(segment));
        await load.PrepareAsync();
        var pairs = await Interleaved.MeasureAsync(load.WithChangesAsync, load.WithoutChangesAsync, count);
        return
        [
            ReportLine.Of(Name, $"failed requests, {how}", "requests", load.Failed, null, isJudged ? Target.AtMost(0, "requests") : Target.None),
            ReportLine.Of(
                Name, $"p99.9 from the intended start, {how}", "ms", pairs, isJudged ? Target.RatioOrAddedAtMost(1.3, 1, "ms") : Target.None),
            ReportLine.Of(
                Name, $"promotions, and as many as the pace asks for, {how}", "promotions", load.Changes, count * load.ChangesPerSegment, Target.None),
            ReportLine.Of(Name, $"requests answered, {how}", "requests", load.Answered, null, Target.None),
        ];
    }
}
