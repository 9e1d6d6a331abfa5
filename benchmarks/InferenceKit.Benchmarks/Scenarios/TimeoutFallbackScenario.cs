using InferenceKit.Benchmarks.Judging;
using InferenceKit.Benchmarks.Load;
using InferenceKit.Benchmarks.Models;
using InferenceKit.Benchmarks.Reporting;
using InferenceKit.Benchmarks.Subjects.Library;

namespace InferenceKit.Benchmarks.Scenarios;

/// <summary>The model hangs, on a worker: when a caller with 20 ms has the fallback's answer.</summary>
internal sealed class TimeoutFallbackScenario : IScenario
{
    private const double Limit = 25;
    private static readonly TimeSpan Timeout = TimeSpan.FromMilliseconds(20);

    public string Name => "timeout-fallback";

    public string Summary => "the model hangs, timeout 20 ms, on workers: p99 of the fallback's answer";

    public async Task<IReadOnlyList<ReportLine>> RunAsync(ScenarioContext context)
    {
        var (model, _) = BuiltEndless.Get(context.Models);
        await using var host = await ResilienceHost.StartAsync(
            model, m => m.AddFallback("guess", (_, _) => -1).Configure(o => o.Resilience.Timeout = Timeout));
        float[] endless = [1];
        for (var i = 0; i < 5; i++)
            await host.Predictor.TryPredictAsync(endless);
        var perSample = context.Effort.IsQuick ? 20 : 100;
        List<double> p99 = [];
        var wrong = 0;
        for (var sample = 0; sample < Judge.FewestPairs; sample++)
        {
            var times = new double[perSample];
            for (var i = 0; i < perSample; i++)
            {
                var began = Ticks.Now;
                var result = await host.Predictor.TryPredictAsync(endless);
                times[i] = Ticks.ToNanoseconds(Ticks.Now - began) / 1e6;
                if (!result.TryGet(out var p) || p.Value != -1 || p.Info.Reason != FallbackReason.Timeout)
                    wrong++;
            }

            Array.Sort(times);
            p99.Add(times[(int)Math.Ceiling(0.99 * perSample) - 1]);
        }

        return
        [
            ReportLine.OfMedian(Name, "p99 of the answer, a core free", "ms", p99, Target.AtMost(Limit, "ms")),
            ReportLine.MustBeZero(Name, "not answered by the fallback", "requests", wrong),
        ];
    }
}
