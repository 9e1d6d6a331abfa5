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
    private static readonly FaultKind[] Kinds = [FaultKind.Delay, FaultKind.Throw, FaultKind.NotANumber, FaultKind.Hang, FaultKind.WrongShape];

    public string Name => "faults";

    public string Summary => "1,000,000 requests (full report), 5 % of each kind of fault: outcomes, steps and reasons";

    public async Task<IReadOnlyList<ReportLine>> RunAsync(ScenarioContext context)
    {
        var requests = context.Effort.IsQuick ? 50_000 : 1_000_000;
        await using var host = await ResilienceHost.StartAsync(
            BuiltPoison.Get(context.Models),
            m => m.AddFallback("guess", (row, _) => -row[0]).Configure(o =>
            {
                // A run for each request, or a fault would be that of many.
                o.Batching.Mode = BatchingMode.Off;
                o.Execution.MaxConcurrency = Callers;
                o.Resilience.Timeout = TimeSpan.FromMilliseconds(250);
                o.Resilience.Fallback[10] = new() { Use = "guess", TimePercent = 90 };
                o.Resilience.Validators["y"] = new() { Finite = true };
            }),
            hasFaults: true);
        var rules = Kinds.Select(kind => host.Faults.Add(new() { Kind = kind, Rate = Rate, Delay = TimeSpan.FromMilliseconds(kind == FaultKind.Delay ? 1 : 0) })).ToArray();
        var tally = new FaultTally();
        var left = requests;
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(async () =>
        {
            for (var i = caller; Interlocked.Decrement(ref left) >= 0; i += Callers)
            {
                var row = Row(i);
                tally.Note(row, await host.Predictor.TryPredictAsync(row));
            }
        })));
        foreach (var rule in rules)
            rule.Dispose();

        // Delayed runs succeed.
        var failing = 1 - Math.Pow(1 - Rate, Kinds.Length - 1);
        return
        [
            ReportLine.Of(Name, "requests without an outcome", "requests", requests - tally.Outcomes, null, Target.AtMost(0, "requests")),
            ReportLine.Of(Name, "wrong answers, steps or reasons", "requests", tally.Wrong, null, Target.AtMost(0, "requests")),
            ReportLine.Of(Name, "failures", "requests", tally.Failed, null, Target.AtMost(0, "requests")),
            ReportLine.Of(Name, "answered by the model itself, short of 0.99 x (1 - injected)", "% of requests", Math.Max(0, (0.99 * (1 - failing)) - ((double)tally.ByModel / requests)) * 100, null, Target.AtMost(0, "% of requests")),
            .. Kinds.Select(kind => ReportLine.Of(Name, $"injected: {kind}", "runs", host.Faults.Injected(kind), null, Target.None)),
            .. Enum.GetValues<FallbackReason>().Where(r => tally.By(r) > 0).Select(r => ReportLine.Of(Name, r == FallbackReason.None ? "by the model" : $"by the fallback, for {r}", "requests", tally.By(r), null, Target.None)),
        ];
    }

    private static float[] Row(int seed) => [.. Enumerable.Range(0, 16).Select(i => (float)((seed * 31 + i * 7) % 97) + 1)];
}
