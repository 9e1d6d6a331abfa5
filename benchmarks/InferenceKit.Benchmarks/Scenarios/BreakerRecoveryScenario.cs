using InferenceKit.Benchmarks.Judging;
using InferenceKit.Benchmarks.Load;
using InferenceKit.Benchmarks.Models;
using InferenceKit.Benchmarks.Reporting;
using InferenceKit.Benchmarks.Subjects.Library;
using InferenceKit.Testing;

namespace InferenceKit.Benchmarks.Scenarios;

/// <summary>A model fails until its breaker opens, and then works again: how long until requests go to it.</summary>
internal sealed class BreakerRecoveryScenario : IScenario
{
    private static readonly TimeSpan Break = TimeSpan.FromMilliseconds(500);

    public string Name => "breaker-recovery";

    public string Summary => "from the opening of a breaker until traffic is back, beyond its break duration and one probe";

    public async Task<IReadOnlyList<ReportLine>> RunAsync(ScenarioContext context)
    {
        await using var host = await ResilienceHost.StartAsync(
            BuiltPoison.Get(context.Models),
            m => m.AddFallback("guess", (_, _) => -1).Configure(o =>
            {
                o.Resilience.CircuitBreaker.FailurePercent = 50;
                o.Resilience.CircuitBreaker.BreakDuration = Break;
            }),
            hasFaults: true);
        var row = Enumerable.Repeat(1f, 16).ToArray();
        List<double> beyond = [];
        for (var i = 0; i < Judge.FewestPairs; i++)
        {
            using (host.Faults.Add(new() { Kind = FaultKind.Throw }))
                while ((await host.Predictor.PredictAsync(row)).Info.Reason != FallbackReason.CircuitOpen) { }
            var opened = Ticks.Now;

            // As traffic would: the first request after the break is the probe, and the next goes the usual way.
            var back = 0;
            var probe = 0.0;
            while (back < 2)
            {
                var began = Ticks.Now;
                back = (await host.Predictor.PredictAsync(row)).Info.FallbackStep == 0 ? back + 1 : 0;
                if (back == 1)
                    probe = Ticks.ToNanoseconds(Ticks.Now - began) / 1e6;
            }

            beyond.Add((Ticks.ToNanoseconds(Ticks.Now - opened) / 1e6) - Break.TotalMilliseconds - probe);
        }

        return [ReportLine.OfMedian(Name, "traffic back, beyond the break and one probe", "ms", beyond, Target.AtMost(1, "ms"))];
    }
}
