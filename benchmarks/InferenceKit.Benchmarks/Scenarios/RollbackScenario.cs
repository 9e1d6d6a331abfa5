using InferenceKit.Benchmarks.Baselines;
using InferenceKit.Benchmarks.Judging;
using InferenceKit.Benchmarks.Load;
using InferenceKit.Benchmarks.Models;
using InferenceKit.Benchmarks.Reporting;
using InferenceKit.Benchmarks.Subjects;

namespace InferenceKit.Benchmarks.Scenarios;

/// <summary>
/// How long it takes from the call of a rollback to the first answer of the old version, while requests come at half of one
/// caller's capacity. Those requests are the observers: one begins every few microseconds, and they leave a core to the library
/// where there are two. One more thread in a tight loop would there measure the scheduler's time slice.
/// </summary>
internal sealed class RollbackScenario : IScenario
{
    private const int MostRollbacks = 1000;

    /// <summary>Enough for everything that the promotion began to end, as in a real rollback.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(5);

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    public string Name => "rollback";

    public string Summary => "from the call of a rollback to the first answer of the old version, under load at half of capacity";

    public async Task<IReadOnlyList<ReportLine>> RunAsync(ScenarioContext context)
    {
        var first = context.Models.Build(ModelRole.Mlp, seed: 1);
        var next = context.Models.Build(ModelRole.Mlp, seed: 2);
        await using var host = await context.Kit.StartPromotionsAsync(first, next, keepPrevious: 1);
        using var raw = new RawSession(first);
        var answer = new FirstAnswer();
        var caller = host.CreateCaller(first.Distribution.Draw(BothSides.DistinctRows, raw.RowLength), answer);

        // Once before anything counts: it compiles the code that promotes and rolls back.
        await host.PromoteAsync();
        await host.RollBackAsync();
        var rate = await Capacity.OfOneCallerAsync(caller) / 2;
        var stop = new StopFlag();
        var load = OpenLoop.RunAsync(caller, ArrivalSchedule.Poisson(rate, context.Effort.Budget * 10, seed: 1), stop);
        List<double> answered = [], stored = [];
        try
        {
            await RepeatAsync();
        }
        finally
        {
            stop.Raise();
            await load;
        }

        var result = await load;
        return
        [
            ReportLine.OfMedian(Name, "call to first answer of the old version, median", "ms", answered, Target.AtMost(1, "ms")),
            ReportLine.Of(Name, "call to first answer of the old version, p95", "ms", Percentile.Of(answered, 95), null, Target.AtMost(1, "ms")),
            ReportLine.Of(Name, "call to first answer of the old version, longest", "ms", answered.Max(), null, Target.None),
            ReportLine.MustBeZero(Name, "failed requests", "requests", result.Failed),
            ReportLine.OfMedian(Name, "call to stored on disk, median", "ms", stored, Target.None),
            ReportLine.Of(Name, "rollbacks", "rollbacks", answered.Count, null, Target.None),
            ReportLine.Of(Name, "requests answered", "requests", result.Calls - result.Failed, null, Target.None),
        ];

        async Task RepeatAsync()
        {
            var until = Ticks.Now + Ticks.FromSeconds(context.Effort.Budget.TotalSeconds);
            while (answered.Count < Judge.FewestPairs || (answered.Count < MostRollbacks && Ticks.Now < until))
            {
                await host.PromoteAsync();
                await Task.Delay(Rest);
                var began = Ticks.Now;
                answer.Watch();
                await host.RollBackAsync();
                stored.Add(Ticks.ToSeconds(Ticks.Now - began) * 1000);
                answered.Add((await answer.WaitAsync(LongestWait)).TotalMilliseconds);
            }
        }
    }
}
