using InferenceKit.Benchmarks.Judging;
using InferenceKit.Benchmarks.Load;
using InferenceKit.Benchmarks.Models;
using InferenceKit.Benchmarks.Reporting;
using InferenceKit.Benchmarks.Subjects.Library;

namespace InferenceKit.Benchmarks.Scenarios.Progress;

/// <summary>Callers that block every thread of the pool until they have their answers; and deadlines that pass meanwhile.</summary>
internal sealed class BlockedPoolScenario : IScenario
{
    private const string Auto = "auto";
    private const string Off = "off";
    private const int Callers = 200;
    private const int CallsEach = 5;
    private const int Deadlines = 5;
    private static readonly TimeSpan Timeout = TimeSpan.FromMilliseconds(20);

    public string Name => "blocked-pool";

    public string Summary => "200 callers that block all threads of the pool, Auto against Off: time of 5 calls each, and how late deadlines are told";

    public async Task<IReadOnlyList<ReportLine>> RunAsync(ScenarioContext context)
    {
        var small = TrafficModels.Find(context.Models, "gbt");
        var rows = small.DrawRows();
        await using var host = await context.Kit.StartTrafficAsync(
        [
            new(Auto, small, rows) { Mode = BatchingMode.Auto },
            new(Off, small, rows) { Mode = BatchingMode.Off },
        ]);
        await using var endless = await ResilienceHost.StartAsync(
            BuiltEndless.Get(context.Models).Model, m => m.Configure(o => o.Resilience.Timeout = Timeout));

        // The pool has a thread for each caller and no other one.
        if (!ThreadPool.SetMinThreads(Callers, 1) || !ThreadPool.SetMaxThreads(Callers, Callers))
            throw new NotSupportedException($"The pool cannot be limited to {Callers} threads.");
        return await Task.Factory.StartNew(Measure, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

        // On a thread outside the pool: it has to run while every thread of the pool is blocked.
        ReportLine[] Measure()
        {
            var auto = Loops(Auto);
            var off = Loops(Off);
            Time(auto);
            Time(off);
            var pairs = Interleaved.Measure(() => Time(auto), () => Time(off), Judge.FewestPairs);
            Late(endless.Predictor);
            var late = Enumerable.Range(0, Judge.FewestPairs).Select(_ => WithoutPool(() => Late(endless.Predictor))).ToArray();
            return
            [
                ReportLine.Of(Name, $"time of {Callers * CallsEach} calls, {Callers} callers that block [{small.Name}]", "ms", pairs, Target.RatioAtMost(2)),
                ReportLine.OfMedian(Name, $"told after the deadline, the latest of {Deadlines}, all threads blocked", "ms", late, Target.AtMost(10, "ms")),
            ];
        }

        ICallLoop[] Loops(string model) => [.. Enumerable.Range(0, Callers).Select(_ => host.PredictOne(model))];
    }

    private static double Time(ICallLoop[] callers)
    {
        using var done = new CountdownEvent(callers.Length);
        Exception? failure = null;
        var began = Ticks.Now;
        foreach (var caller in callers)
        {
            ThreadPool.UnsafeQueueUserWorkItem(
                loop =>
                {
                    try
                    {
                        loop.Run(CallsEach);
                    }
                    catch (Exception e)
                    {
                        failure = e;
                    }

                    done.Signal();
                },
                caller,
                preferLocal: false);
        }

        done.Wait();
        if (failure is not null)
            throw new InvalidOperationException("A caller was not answered.", failure);
        return Ticks.ToNanoseconds(Ticks.Now - began) / 1e6;
    }

    /// <returns>Milliseconds after its deadline that the latest of some calls was told of it.</returns>
    private static double Late(IPredictor<float[], float> predictor)
    {
        var latest = 0.0;
        for (var i = 0; i < Deadlines; i++)
        {
            var began = Ticks.Now;
            var result = predictor.TryPredictAsync([1]).AsTask().GetAwaiter().GetResult();
            if (result.Failure?.Error != InferenceError.DeadlineExceeded)
                throw new InvalidOperationException($"A row that never ends came back: {result.Failure}");
            latest = Math.Max(latest, (Ticks.ToNanoseconds(Ticks.Now - began) / 1e6) - Timeout.TotalMilliseconds);
        }

        return latest;
    }

    private static double WithoutPool(Func<double> measure)
    {
        using var release = new ManualResetEventSlim();
        using var blocked = new CountdownEvent(Callers);
        using var ended = new CountdownEvent(Callers);
        for (var i = 0; i < Callers; i++)
        {
            ThreadPool.UnsafeQueueUserWorkItem(
                _ =>
                {
                    blocked.Signal();
                    release.Wait();
                    ended.Signal();
                },
                null);
        }

        blocked.Wait();
        var measured = measure();
        release.Set();
        ended.Wait();
        return measured;
    }
}
