using InferenceKit.Benchmarks.Judging;
using InferenceKit.Benchmarks.Load;
using InferenceKit.Benchmarks.Models;
using InferenceKit.Benchmarks.Reporting;
using InferenceKit.Benchmarks.Subjects.Library;

namespace InferenceKit.Benchmarks.Scenarios.Progress;

/// <summary>One call with a million rows beside requests of one row, with one run at a time for all of them.</summary>
internal sealed class ManyBesideScenario : IScenario
{
    private const int Width = 16;
    private const int Rows = 1_000_000;
    private const int RowsPerRun = 1024;
    private const int MostRunsMore = 2;

    public string Name => "many-beside";

    public string Summary => "a million rows by PredictManyAsync beside requests at half of one caller's capacity, one run at a time, against the requests alone";

    public async Task<IReadOnlyList<ReportLine>> RunAsync(ScenarioContext context)
    {
        var path = context.Models.Keep("sum.onnx", () => Testing.OnnxModels.Mlp(Width, hidden: 128, outputs: 1));
        await using var host = await ResilienceHost.StartAsync(new("built-mlp", path), m => m.Configure(o =>
        {
            o.Execution.MaxConcurrency = 1;
            o.Batching.MaxRowsPerRun = RowsPerRun;
            o.Resilience.Timeout = System.Threading.Timeout.InfiniteTimeSpan;
        }));
        var rows = RowDistribution.Uniform(0, 1).Draw(RowsPerRun, Width);
        var many = new float[Rows][];
        for (var i = 0; i < many.Length; i++)
            many[i] = rows[i % rows.Length];
        var scores = new float[Rows];
        var caller = new PredictCaller(host.Predictor, rows, 0);
        var rate = await Capacity.OfOneCallerAsync(caller) / 2;
        var run = await TimeOfARunAsync(host.Predictor, rows);
        var segment = context.Effort.Budget / (2 * Judge.FewestPairs) * 0.8;
        var load = new SteadyLoad(caller, rate, segment);
        var (calls, refused) = (0, 0);
        await BesideAsync();
        var pairs = await Interleaved.MeasureAsync(BesideAsync, () => load.PercentileAsync(99), Judge.FewestPairs);
        return
        [
            ReportLine.Of(Name, "p99 from the intended start", "ms", pairs, Target.AddedAtMost(Math.Round(MostRunsMore * run, 3), "ms")),
            ReportLine.MustBeZero(Name, "failed requests", "requests", load.Failed),
            ReportLine.MustBeZero(Name, "calls of a million rows that were refused", "calls", refused),
            ReportLine.Of(Name, $"time of a run of {RowsPerRun} rows, alone", "ms", run, null, Target.None),
            ReportLine.Of(Name, "calls of a million rows that were over meanwhile", "calls", calls, null, Target.None),
        ];

        async Task<double> BesideAsync()
        {
            using var stop = new CancellationTokenSource();
            var manying = Task.Run(() => ManyAsync(stop.Token));
            var p99 = await load.PercentileAsync(99);
            await stop.CancelAsync();
            calls += await manying;
            return p99;
        }

        async Task<int> ManyAsync(CancellationToken stop)
        {
            for (var ended = 0; ;)
            {
                try
                {
                    await host.Predictor.PredictManyAsync(many, scores, cancellationToken: stop);
                    ended++;
                }
                catch (OperationCanceledException)
                {
                    return ended;
                }
                catch (InferenceException e) when (e.Failure.Error == InferenceError.QueueFull)
                {
                    // Requests pile up where many rows do not give way to them; the caller tries again.
                    refused++;
                    await Task.Delay(1, CancellationToken.None);
                    if (stop.IsCancellationRequested)
                        return ended;
                }
            }
        }
    }

    private static async Task<double> TimeOfARunAsync(IPredictor<float[], float> predictor, float[][] rows)
    {
        var scores = new float[rows.Length];
        var samples = new double[Judge.FewestPairs];
        for (var i = 0; i < samples.Length; i++)
        {
            var began = Ticks.Now;
            await predictor.PredictManyAsync(rows, scores);
            samples[i] = Ticks.ToNanoseconds(Ticks.Now - began) / 1e6;
        }

        return Median.Of(samples);
    }
}
