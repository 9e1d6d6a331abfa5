using InferenceKit.Benchmarks.Judging;
using InferenceKit.Benchmarks.Load;
using InferenceKit.Benchmarks.Models;
using InferenceKit.Benchmarks.Reporting;

namespace InferenceKit.Benchmarks.Scenarios;

/// <summary>One row in a thousand makes its run fail. Only the caller of that row may get an error.</summary>
internal sealed class PoisonScenario : IScenario
{
    private const string Poisoned = "poisoned";
    private const string Clean = "clean";
    private const int Callers = 64;
    private static readonly TimeSpan RampUp = TimeSpan.FromMilliseconds(20);

    public string Name => "poison";

    public string Summary => "one row in a thousand fails, 64 callers, against rows that are all right";

    public async Task<IReadOnlyList<ReportLine>> RunAsync(ScenarioContext context)
    {
        var model = BuiltPoison.Get(context.Models);
        await using var host = await context.Kit.StartTrafficAsync(
        [
            new(Poisoned, model, BuiltPoison.Rows(isPoisoned: true)),
            new(Clean, model, BuiltPoison.Rows(isPoisoned: false)),
        ]);
        var poisoned = new ClosedTraffic(host.Serve(Poisoned).CreateCallers(Callers), timedEvery: 16);
        var clean = new ClosedTraffic(host.Serve(Clean).CreateCallers(Callers), timedEvery: 16);
        var segment = (context.Effort.Budget / (2 * Judge.FewestPairs)) - RampUp;
        Func<Task<TrafficSample>>[] sides = [() => poisoned.MeasureAsync(RampUp, segment), () => clean.MeasureAsync(RampUp, segment)];
        await Rounds.MeasureAsync(sides, rounds: 2);
        var samples = await Rounds.MeasureAsync(sides, Judge.FewestPairs);
        return
        [
            ReportLine.Of(Name, "throughput", "rows/s", Rounds.Pairs(samples[0], samples[1], s => s.CallsPerSecond), Target.RatioAtLeast(0.8)),
            ReportLine.Of(
                Name, "other callers' failures, and poisoned rows without one", "requests",
                poisoned.Tally.NotAnswered, clean.Tally.NotAnswered, Target.AtMost(0, "requests")),
            ReportLine.Of(Name, "p99", "ms", Rounds.Pairs(samples[0], samples[1], s => s.P99Milliseconds), Target.None),
        ];
    }
}
