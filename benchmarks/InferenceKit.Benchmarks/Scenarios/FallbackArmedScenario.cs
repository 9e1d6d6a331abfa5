using InferenceKit.Benchmarks.Judging;
using InferenceKit.Benchmarks.Models;
using InferenceKit.Benchmarks.Reporting;
using InferenceKit.Benchmarks.Subjects.Library;

namespace InferenceKit.Benchmarks.Scenarios;

/// <summary>What a chain, a validator and a circuit breaker cost while nothing goes wrong.</summary>
internal sealed class FallbackArmedScenario : IScenario
{
    private const string Plain = "plain";

    public string Name => "fallback-armed";

    public string Summary => "chain, validators and circuit breaker configured, no faults, against none: time and bytes added";

    public async Task<IReadOnlyList<ReportLine>> RunAsync(ScenarioContext context)
    {
        var rows = RowDistribution.Uniform(0, 1).Draw(256, 16);
        await using var host = await ResilienceHost.StartAsync(
            BuiltPoison.Get(context.Models),
            m => m.AddFallback("guess", (_, _) => -1).AddValidator("plausible", sum => sum >= 0).Configure(o =>
            {
                o.Resilience.Fallback[20] = new() { Constant = { ["y"] = [0.5] } };
                o.Resilience.Validators["y"] = new() { Finite = true, Min = 0 };
                o.Resilience.CircuitBreaker.FailurePercent = 50;
                o.Resilience.CircuitBreaker.SlowPercent = 50;
            }),
            hasFaults: false,
            Plain);
        var subject = new PredictLoop(host.Predictor, rows);
        var baseline = new PredictLoop(host.Of(Plain), rows);
        SameAnswers.Check(subject, baseline, rows.Length);
        var pairs = LoopComparison.MeasureMicroseconds(subject, baseline, context.Effort.Share(1, TimeSpan.FromMilliseconds(8)));
        var bytes = AllocationLine.Measure(Name, subject, baseline);

        // The failure comes last: after one, a breaker also counts successes, which would be in the figures.
        var rescued = await host.Predictor.PredictAsync([.. Enumerable.Repeat(-1f, 16)]);
        if (rescued.Info.FallbackStep != 20)
            throw new InvalidOperationException("The chain is not configured: it did not answer a row that fails.");
        return
        [
            ReportLine.Of(Name, "time per call, one caller", "us", pairs, Target.AddedAtMost(0.4, "us")),
            bytes,
        ];
    }
}
