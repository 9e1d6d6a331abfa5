using System.Diagnostics;
using System.Runtime.ExceptionServices;
using InferenceKit.Benchmarks.Judging;
using InferenceKit.Benchmarks.Load;
using InferenceKit.Benchmarks.Models;
using InferenceKit.Benchmarks.Reporting;
using InferenceKit.Benchmarks.Subjects.Library;

namespace InferenceKit.Benchmarks.Scenarios;

/// <summary>The model fails every request, natively: how many fallback answers a core gives, and at what exceptions.</summary>
internal sealed class FallbackFiresScenario : IScenario
{
    private const double LeastPerCore = 50_000;
    private const int Samples = 20;

    public string Name => "fallback-fires";

    public string Summary => "every run of the model fails: fallback answers per second and core, with and without a circuit breaker";

    public async Task<IReadOnlyList<ReportLine>> RunAsync(ScenarioContext context)
    {
        var model = BuiltPoison.Get(context.Models);
        var poison = Enumerable.Repeat(-1f, 16).ToArray();
        await using var bare = await ResilienceHost.StartAsync(model, m => m.AddFallback("guess", (_, _) => -1));
        await using var guarded = await ResilienceHost.StartAsync(
            model, m => m.AddFallback("guess", (_, _) => -1).Configure(o => o.Resilience.CircuitBreaker.FailurePercent = 50));
        var window = context.Effort.Budget / (2 * Samples);
        var failing = await MeasureAsync(bare.Predictor, poison, window);
        var open = await MeasureAsync(guarded.Predictor, poison, window);
        return
        [
            ReportLine.OfMedian(Name, "answers, each after a failed native run", "core us", failing.Micros, Target.AtMost(1e6 / LeastPerCore, "core us")),
            ReportLine.OfMedian(Name, "answers while the breaker is open", "core us", open.Micros, Target.AtMost(1e6 / LeastPerCore, "core us")),
            ReportLine.Of(Name, "first-chance exceptions per failed run", "exceptions", failing.Exceptions, null, Target.AtMost(1, "exceptions")),
            ReportLine.MustBeZero(Name, "first-chance exceptions per answer while open", "exceptions", Math.Round(open.Exceptions, 3)),
            ReportLine.MustBeZero(Name, "not answered by the right step for the right reason", "requests", failing.Wrong + open.Wrong),
        ];
    }

    /// <summary>One caller on this thread: its processor time is all there is.</summary>
    private static async Task<(List<double> Micros, double Exceptions, long Wrong)> MeasureAsync(IPredictor<float[], float> predictor, float[] row, TimeSpan window)
    {
        var (exceptions, calls, wrong) = (0L, 0L, 0L);
        List<double> micros = [];
        EventHandler<FirstChanceExceptionEventArgs> count = (_, _) => Interlocked.Increment(ref exceptions);
        for (var sample = -2; sample < Samples; sample++)
        {
            if (sample == 0)
            {
                (exceptions, calls) = (0, 0);
                AppDomain.CurrentDomain.FirstChanceException += count;
            }

            var began = Ticks.Now;
            using var process = Process.GetCurrentProcess();
            var processor = process.TotalProcessorTime;
            var made = 0L;
            while (Ticks.Now - began < Ticks.FromSeconds(window.TotalSeconds))
            {
                var result = await predictor.TryPredictAsync(row);
                made++;
                if (!result.TryGet(out var p) || p.Value != -1 || p.Info.FallbackStep != 10 || p.Info.Reason is not (FallbackReason.Exception or FallbackReason.CircuitOpen))
                    wrong++;
            }

            process.Refresh();
            calls += made;
            if (sample >= 0)
                micros.Add((process.TotalProcessorTime - processor).TotalMicroseconds / made);
        }

        AppDomain.CurrentDomain.FirstChanceException -= count;
        return (micros, (double)exceptions / calls, wrong);
    }
}
