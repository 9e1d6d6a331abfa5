using InferenceKit.Benchmarks.Judging;
using InferenceKit.Benchmarks.Load;
using InferenceKit.Benchmarks.Models;
using InferenceKit.Benchmarks.Reporting;
using InferenceKit.Benchmarks.Subjects;
using InferenceKit.Benchmarks.Subjects.Library;
using InferenceKit.DataPlane.Execution;

namespace InferenceKit.Benchmarks.Scenarios;

/// <summary>Each mechanism of the scheduler, on against off: what shows no gain that a user would feel is removed.</summary>
internal sealed class AblationScenario(string name) : IScenario
{
    private const string Small = "small";
    private const string Trees = "trees";
    private const string Slow = "slow";
    private const string Delayed = "delayed";
    private const int Callers = 64;
    private const double PerSecond = 500;
    private static readonly TimeSpan RampUp = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Timeout = TimeSpan.FromMilliseconds(20);

    private static readonly (string Name, Action<bool> Set)[] All =
    [
        ("queue shards", on => Mechanisms.QueueShards = on),
        ("backlog switch", on => Mechanisms.BacklogSwitch = on),
        ("other-traffic detection", on => Mechanisms.OtherTraffic = on),
        ("stride scheduling", on => Mechanisms.StrideScheduling = on),
        ("precise sleep", on => Mechanisms.PreciseSleep = on),
        ("arena trial", _ => { }),
    ];

    public string Name => name;

    public string Summary => "each mechanism of the scheduler on against off: 64 callers of a small model, and 500 requests a second for it beside 64 callers of another";

    public async Task<IReadOnlyList<ReportLine>> RunAsync(ScenarioContext context)
    {
        var lines = new List<ReportLine>();
        foreach (var mechanism in All)
            lines.AddRange(await CompareAsync(context, mechanism.Name, mechanism.Set));
        lines.Add(await LatenessAsync(context));
        lines.Add(await DelayAsync(context));
        return lines;
    }

    /// <summary>What a queue delay of 0.2 ms really takes.</summary>
    private async Task<ReportLine> DelayAsync(ScenarioContext context)
    {
        var model = TrafficModels.Find(context.Models, "mlp");
        var served = new HostedTraffic(Delayed, model, model.DrawRows()) { Mode = BatchingMode.Fixed, MaxBatchSize = 64, MaxQueueDelay = TimeSpan.FromMilliseconds(0.2) };
        await using var on = await context.Kit.StartTrafficAsync([served]);
        await using var off = await context.Kit.StartTrafficAsync([served]);
        try
        {
            var (first, second) = (new ClosedTraffic(on.Serve(Delayed).CreateCallers(1)), new ClosedTraffic(off.Serve(Delayed).CreateCallers(1)));
            var pairs = await Interleaved.MeasureAsync(() => OneAsync(first, true), () => OneAsync(second, false), Judge.FewestPairs);
            return ReportLine.Of(Name, "one call with a queue delay of 0.2 ms, precise sleep", "ms", pairs, Target.None);
        }
        finally
        {
            Mechanisms.PreciseSleep = true;
        }

        static async Task<double> OneAsync(ClosedTraffic caller, bool isPrecise)
        {
            Mechanisms.PreciseSleep = isPrecise;
            return 1000 / (await caller.MeasureAsync(RampUp, TimeSpan.FromMilliseconds(50))).CallsPerSecond;
        }
    }

    private async Task<ReportLine[]> CompareAsync(ScenarioContext context, string mechanism, Action<bool> set)
    {
        var segment = context.Effort.Budget / (All.Length * 6 * Judge.FewestPairs);
        await using var on = await Side.StartAsync(context, () => set(true), useArena: null);
        await using var off = await Side.StartAsync(context, () => set(false), mechanism == "arena trial" ? true : null);
        try
        {
            await on.WarmUpAsync(segment);
            await off.WarmUpAsync(segment);
            var throughput = await Interleaved.MeasureAsync(() => on.ThroughputAsync(segment), () => off.ThroughputAsync(segment), Judge.FewestPairs);
            var trees = await Interleaved.MeasureAsync(() => on.TreesAsync(segment), () => off.TreesAsync(segment), Judge.FewestPairs);
            var trickle = await Interleaved.MeasureAsync(() => on.TrickleAsync(segment), () => off.TrickleAsync(segment), Judge.FewestPairs);
            return
            [
                ReportLine.Of(Name, $"{Callers} callers, {mechanism}", "rows/s", throughput, Target.None),
                ReportLine.Of(Name, $"{Callers} callers of trees, {mechanism}", "rows/s", trees, Target.None),
                ReportLine.Of(Name, $"p90 beside another model, {mechanism}", "ms", trickle, Target.None),
            ];
        }
        finally
        {
            set(true);
        }
    }

    /// <summary>How late a deadline is told, by the precise sleep and by the system's timers.</summary>
    private async Task<ReportLine> LatenessAsync(ScenarioContext context)
    {
        var model = BuiltEndless.Get(context.Models).Model;
        await using var on = await ResilienceHost.StartAsync(model, m => m.Configure(o => o.Resilience.Timeout = Timeout));
        await using var off = await ResilienceHost.StartAsync(model, m => m.Configure(o => o.Resilience.Timeout = Timeout));
        try
        {
            var pairs = await Interleaved.MeasureAsync(() => LateAsync(on, true), () => LateAsync(off, false), Judge.FewestPairs);
            return ReportLine.Of(Name, "told after the deadline, precise sleep", "ms", pairs, Target.None);
        }
        finally
        {
            Mechanisms.PreciseSleep = true;
        }
    }

    private static async Task<double> LateAsync(ResilienceHost host, bool isPrecise)
    {
        Mechanisms.PreciseSleep = isPrecise;
        var began = Ticks.Now;
        var result = await host.Predictor.TryPredictAsync([1]);
        return result.Failure?.Error == InferenceError.DeadlineExceeded
            ? (Ticks.ToNanoseconds(Ticks.Now - began) / 1e6) - Timeout.TotalMilliseconds
            : throw new InvalidOperationException($"A row that never ends came back: {result.Failure}");
    }

    /// <summary>A host with the mechanism on, or off.</summary>
    private sealed class Side(ITrafficHost host, Action set) : IAsyncDisposable
    {
        private readonly ClosedTraffic _many = new(host.Serve(Small).CreateCallers(Callers));
        private readonly ClosedTraffic _trees = new(host.Serve(Trees).CreateCallers(Callers));
        private readonly ClosedTraffic _flood = new(host.Serve(Slow).CreateCallers(Callers));
        private readonly IServedModel _small = host.Serve(Small);
        private int _seed;

        public static async Task<Side> StartAsync(ScenarioContext context, Action set, bool? useArena)
        {
            set();
            var small = TrafficModels.Find(context.Models, "mlp");
            var trees = TrafficModels.Find(context.Models, "gbt");
            var slow = TrafficModels.Find(context.Models, "dense");
            return new(
                await context.Kit.StartTrafficAsync(
                [
                    new(Small, small, small.DrawRows()) { UseArena = useArena },
                    new(Trees, trees, trees.DrawRows()) { UseArena = useArena },
                    new(Slow, slow, slow.DrawRows()) { UseArena = useArena },
                ]),
                set);
        }

        // Until it is known whether sharing runs pays.
        public async Task WarmUpAsync(TimeSpan segment)
        {
            await ThroughputAsync(4 * segment);
            await TreesAsync(4 * segment);
            await TrickleAsync(segment);
        }

        public async Task<double> TreesAsync(TimeSpan segment)
        {
            set();
            return (await _trees.MeasureAsync(RampUp, segment)).CallsPerSecond;
        }

        public async Task<double> ThroughputAsync(TimeSpan segment)
        {
            set();
            return (await _many.MeasureAsync(RampUp, segment)).CallsPerSecond;
        }

        public async Task<double> TrickleAsync(TimeSpan segment)
        {
            set();
            var flooding = _flood.MeasureAsync(RampUp, segment);
            await Task.Delay(RampUp);
            var stream = _small.CreateStream();
            await OpenTraffic.RunAsync([(ArrivalSchedule.Poisson(PerSecond, segment, _seed++), stream)], isSpinning: !SenderThread.Exists);
            await flooding;
            return stream.Latencies.Take().Percentile(90) / 1e6;
        }

        public ValueTask DisposeAsync() => host.DisposeAsync();
    }
}
