using InferenceKit.Benchmarks.Judging;
using InferenceKit.Benchmarks.Models;
using InferenceKit.Benchmarks.Reporting;
using InferenceKit.Benchmarks.Subjects.Library;
using InferenceKit.Testing;

namespace InferenceKit.Benchmarks.Scenarios;

/// <summary>Each kind of fault in one request of twenty: every request has one outcome, and the right one.</summary>
internal sealed class FaultsScenario : IScenario
{
    private const double Rate = 0.05;
    private const int Callers = 64;
    private static readonly FaultKind[] Kinds = [FaultKind.Delay, FaultKind.Throw, FaultKind.NotANumber, FaultKind.WrongShape];

    public string Name => "faults";

    public string Summary => "1,000,000 requests (full report), 5 % of each kind of fault: outcomes, steps and reasons";

    public async Task<IReadOnlyList<ReportLine>> RunAsync(ScenarioContext context)
    {
        var requests = context.Effort.IsQuick ? 200_000 : 1_000_000;
        await using var host = await ResilienceHost.StartAsync(
            BuiltPoison.Get(context.Models),
            m => m.AddFallback("guess", (row, _) => -row[0]).Configure(o =>
            {
                // A run for each request, or a fault would be that of many.
                o.Batching.Mode = BatchingMode.Off;
                o.Resilience.Timeout = TimeSpan.FromMilliseconds(100);
                o.Resilience.Fallback[10] = new() { Use = "guess", TimePercent = 75 };
                o.Resilience.Validators["y"] = new() { Finite = true };
            }),
            hasFaults: true);
        List<ReportLine> lines = [.. await RunAsync(host, "", Kinds, requests, Callers)];

        // A run that hangs keeps its thread, of which there are few: with more callers others would wait for it, and fall back as well.
        lines.AddRange(await RunAsync(host, "hangs, one caller: ", [FaultKind.Hang], requests / 100, callers: 1));
        return lines;
    }

    private async Task<IEnumerable<ReportLine>> RunAsync(ResilienceHost host, string what, FaultKind[] kinds, int requests, int callers)
    {
        var before = kinds.Select(host.Faults.Injected).ToArray();
        var rules = kinds.Select(kind => host.Faults.Add(new() { Kind = kind, Rate = Rate, Delay = TimeSpan.FromMilliseconds(kind == FaultKind.Delay ? 1 : 0) })).ToArray();
        var tally = new FaultTally();
        var left = requests;
        await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            for (var i = caller; Interlocked.Decrement(ref left) >= 0; i += callers)
            {
                var row = Row(i);
                tally.Note(row, await host.Predictor.TryPredictAsync(row));
            }
        })));
        foreach (var rule in rules)
            rule.Dispose();

        // Delayed runs succeed.
        var failing = 1 - Math.Pow(1 - Rate, kinds.Count(k => k != FaultKind.Delay));
        return
        [
            ReportLine.MustBeZero(Name, $"{what}requests without an outcome", "requests", requests - tally.Outcomes),
            ReportLine.MustBeZero(Name, $"{what}wrong answers, steps or reasons", "requests", tally.Wrong),
            ReportLine.MustBeZero(Name, $"{what}failures", "requests", tally.Failed),
            ReportLine.Of(
                Name, $"{what}answered by the model itself, short of 0.99 x (1 - injected)", "% of requests",
                Math.Max(0, (0.99 * (1 - failing)) - ((double)tally.ByModel / requests)) * 100, null, Target.AtMost(0, "% of requests")),
            .. kinds.Select((kind, i) => ReportLine.Of(Name, $"injected: {kind}", "runs", host.Faults.Injected(kind) - before[i], null, Target.None)),
            .. Enum.GetValues<FallbackReason>().Where(r => tally.By(r) > 0).Select(r => ReportLine.Of(
                Name, $"{what}{(r == FallbackReason.None ? "by the model" : $"by the fallback, for {r}")}", "requests", tally.By(r), null, Target.None)),
        ];
    }

    private static float[] Row(int seed) => [.. Enumerable.Range(0, 16).Select(i => (float)((seed * 31 + i * 7) % 97) + 1)];
}
