using System.Collections.Concurrent;
using InferenceKit.Benchmarks.Judging;
using InferenceKit.Benchmarks.Load;
using InferenceKit.Benchmarks.Models;
using InferenceKit.Benchmarks.Reporting;

namespace InferenceKit.Benchmarks.Scenarios;

/// <summary>
/// A fifth of the rows never end by themselves, and every request has 5 ms. Runs are not shared there: a request that shares a run
/// with such a row cannot be answered in time either, and it would no longer be a fifth.
/// </summary>
internal sealed class DeadlineScenario : IScenario
{
    private const string Model = "model";
    private static readonly TimeSpan Timeout = TimeSpan.FromMilliseconds(5);

    /// <summary>How late a caller that was answered in time may notice it: the way back through the thread pool.</summary>
    private static readonly TimeSpan WayBack = TimeSpan.FromMilliseconds(2);

    public string Name => "deadline";

    public string Summary => "a fifth of the requests cannot meet their 5 ms: how late they are told, with a core free and without";

    public async Task<IReadOnlyList<ReportLine>> RunAsync(ScenarioContext context)
    {
        var (model, rows) = BuiltEndless.Get(context.Models);
        await using var host = await context.Kit.StartTrafficAsync([new(Model, model, rows) { Mode = BatchingMode.Off, Timeout = Timeout }]);
        var segment = context.Effort.Budget / (2 * Judge.FewestPairs);
        var served = host.Serve(Model);

        // Where a fifth of the requests keeps a core for 5 ms each, a thousand a second keep one busy.
        var free = Math.Max(0.5, Environment.ProcessorCount - 1.5) * BuiltEndless.OneIn / Timeout.TotalSeconds;
        var saturated = 2 * Environment.ProcessorCount * BuiltEndless.OneIn / Timeout.TotalSeconds;
        return [.. await RunAsync("a core free", free, 2), .. await RunAsync("saturated", saturated, 6)];

        async Task<ReportLine[]> RunAsync(string how, double rate, double allowed)
        {
            List<double> late = [], shares = [];
            long tooLate = 0, wrong = 0;
            await SegmentAsync(seed: -1);
            late.Clear();
            shares.Clear();
            (tooLate, wrong) = (0, 0);
            for (var i = 0; i < Judge.FewestPairs; i++)
                await SegmentAsync(i);
            return
            [
                ReportLine.OfMedian(Name, $"told after the deadline, p99, {how}", "ms", late, Target.AtMost(allowed, "ms")),
                ReportLine.MustBeZero(Name, $"successes after their deadline, {how}", "requests", tooLate),
                ReportLine.MustBeZero(Name, $"failed or wrong, {how}", "requests", wrong),
                ReportLine.OfMedian(Name, $"not answered in time, {how}", "%", shares, Target.None),
            ];

            async Task SegmentAsync(int seed)
            {
                var stream = served.CreateStream();
                var after = new ConcurrentBag<double>();
                stream.OnEnd = (outcome, _, began) =>
                {
                    var passed = TimeSpan.FromSeconds(Ticks.ToSeconds(Ticks.Now - began)) - Timeout;
                    if (outcome == CallOutcome.Expired)
                        after.Add(Math.Max(0, passed.TotalMilliseconds));
                    else if (outcome == CallOutcome.Answered && passed > WayBack)
                        Interlocked.Increment(ref tooLate);
                };

                // The sender sleeps between requests: one that spins would take the core that is to be free.
                await OpenTraffic.RunAsync([(ArrivalSchedule.Poisson(rate, segment, seed + 1), stream)], isSpinning: false);
                late.Add(Percentile.Of(after, 99));
                shares.Add(100.0 * stream.Tally.NotAnswered / stream.Started);
                wrong += stream.Tally.Of(CallOutcome.Failed) + stream.Tally.Of(CallOutcome.Wrong);
            }
        }
    }
}
