using InferenceKit.Benchmarks.Judging;
using InferenceKit.Benchmarks.Load;
using InferenceKit.Benchmarks.Models;
using InferenceKit.Benchmarks.Reporting;

namespace InferenceKit.Benchmarks.Scenarios;

/// <summary>Many callers keep one model as busy as they can while a few requests a second come for another.</summary>
internal sealed class FairnessScenario : IScenario
{
    private const string Flooded = "flooded";
    private const string Trickling = "trickling";
    private const int Callers = 64;
    private const double PerSecond = 500;
    private static readonly TimeSpan RampUp = TimeSpan.FromMilliseconds(30);

    public string Name => "fairness";

    public string Summary => "500 requests a second for one model while 64 callers flood another, against alone";

    public async Task<IReadOnlyList<ReportLine>> RunAsync(ScenarioContext context)
    {
        var slow = TrafficModels.Find(context.Models, "dense");
        var small = TrafficModels.Find(context.Models, "mlp");
        await using var host = await context.Kit.StartTrafficAsync(
            [new(Flooded, slow, slow.DrawRows()), new(Trickling, small, small.DrawRows())]);
        var served = host.Serve(Trickling);
        var flood = new ClosedTraffic(host.Serve(Flooded).CreateCallers(Callers));
        var segment = context.Effort.Budget / (2 * Judge.FewestPairs) * 0.8;
        var floods = new List<double>();
        var seed = 0;
        var notAnswered = 0L;
        await BesideFloodAsync();
        floods.Clear();
        var pairs = await Interleaved.MeasureAsync(BesideFloodAsync, TrickleAsync, Judge.FewestPairs);
        return
        [
            ReportLine.Of(Name, "p99 of the trickle from the intended start", "ms", pairs, Target.RatioOrAddedAtMost(2, 1, "ms")),
            ReportLine.MustBeZero(Name, "not answered as alone", "requests", notAnswered + flood.Tally.NotAnswered),
            ReportLine.OfMedian(Name, "throughput of the flood meanwhile", "rows/s", floods, Target.None),
        ];

        async Task<double> BesideFloodAsync()
        {
            var flooding = flood.MeasureAsync(RampUp, segment);
            await Task.Delay(RampUp);
            var p99 = await TrickleAsync();
            floods.Add((await flooding).CallsPerSecond);
            return p99;
        }

        async Task<double> TrickleAsync()
        {
            var stream = served.CreateStream();
            // Two cores are one and no more beside a sender that spins.
            await OpenTraffic.RunAsync([(ArrivalSchedule.Poisson(PerSecond, segment, seed++), stream)], isSpinning: !SenderThread.Exists);
            notAnswered += stream.Tally.NotAnswered;
            return stream.Latencies.Take().Percentile(99) / 1e6;
        }
    }
}
