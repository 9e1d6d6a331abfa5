using InferenceKit.Benchmarks.Judging;
using InferenceKit.Benchmarks.Load;
using InferenceKit.Benchmarks.Models;
using InferenceKit.Benchmarks.Reporting;

namespace InferenceKit.Benchmarks.Scenarios;

/// <summary>Requests come at three times the rate that the model can serve: what it serves then, and how late.</summary>
internal sealed class OverloadScenario : IScenario
{
    private const string Model = "model";
    private const int Callers = 64;
    private const double TimesCapacity = 3;
    private static readonly TimeSpan Deadline = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan RampUp = TimeSpan.FromMilliseconds(50);

    public string Name => "overload";

    public string Summary => "three times the capacity, in all for 30 s (full report), deadline 50 ms, against the capacity";

    public async Task<IReadOnlyList<ReportLine>> RunAsync(ScenarioContext context)
    {
        var model = TrafficModels.Find(context.Models, "dense");
        var rows = model.DrawRows();
        await using var host = await context.Kit.StartTrafficAsync([new(Model, model, rows)]);
        var segment = context.Effort.Budget / (2 * Judge.FewestPairs) * 0.75;
        var served = host.Serve(Model, Deadline);

        // Without a deadline: a call that expires is over sooner than one that is answered, and no capacity.
        var closed = new ClosedTraffic(host.Serve(Model).CreateCallers(Callers));
        await CapacityAsync();
        var capacity = await CapacityAsync();
        var seed = 0;
        var p99 = new List<double>();
        var outcomes = new Dictionary<CallOutcome, long>();
        await OverloadAsync();
        p99.Clear();
        outcomes.Clear();

        var before = Memory.ResidentMegabytes();
        var pairs = await Interleaved.MeasureAsync(OverloadAsync, CapacityAsync, Judge.FewestPairs);
        var added = Memory.ResidentMegabytes() - before;
        return
        [
            ReportLine.Of(Name, "answered within the deadline", "rows/s", pairs, Target.RatioAtLeast(0.9)),
            ReportLine.OfMedian(Name, "p99 of the accepted, from the call", "ms", p99, Target.AtMost(Deadline.TotalMilliseconds, "ms")),
            ReportLine.Of(Name, "resident memory added", "MB", added, null, Target.AtMost(10, "MB")),
            ReportLine.MustBeZero(Name, "failed or wrong", "requests", Count(CallOutcome.Failed) + Count(CallOutcome.Wrong)),
            ReportLine.Of(Name, "refused", "requests", Count(CallOutcome.Refused), null, Target.None),
            ReportLine.Of(Name, "expired or refused for their deadline", "requests", Count(CallOutcome.Expired), null, Target.None),
        ];

        async Task<double> CapacityAsync()
        {
            // Beside a thread as busy as the one that sends.
            using var sender = new BusySender();
            return (await closed.MeasureAsync(RampUp, segment)).CallsPerSecond;
        }

        async Task<double> OverloadAsync()
        {
            var stream = served.CreateStream();
            var inTime = 0L;
            // The deadline counts from the call as well; how late that is goes into what is answered in time.
            var accepted = new SharedLatencies();
            var latest = Ticks.FromSeconds(Deadline.TotalSeconds);
            stream.OnEnd = (outcome, intended, began) =>
            {
                if (outcome != CallOutcome.Answered)
                    return;
                accepted.Record(Ticks.ToNanoseconds(Ticks.Now - began));
                if (Ticks.Now - intended <= latest)
                    Interlocked.Increment(ref inTime);
            };
            var start = Ticks.Now;
            await OpenTraffic.RunAsync([(ArrivalSchedule.Poisson(capacity * TimesCapacity, segment, seed++), stream)]);
            p99.Add(accepted.Take().Percentile(99) / 1e6);
            foreach (var outcome in Enum.GetValues<CallOutcome>())
                outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + stream.Tally.Of(outcome);

            // The last ones are answered after the last was sent, and count: so does that time.
            return inTime / Ticks.ToSeconds(Ticks.Now - start);
        }

        long Count(CallOutcome outcome) => outcomes.GetValueOrDefault(outcome);
    }
}
