using System.Globalization;
using InferenceKit.Benchmarks.Judging;
using InferenceKit.Benchmarks.Load;
using InferenceKit.Benchmarks.Models;
using InferenceKit.Benchmarks.Reporting;
using InferenceKit.Benchmarks.Subjects;

namespace InferenceKit.Benchmarks.Scenarios.Progress;

/// <summary>A fast model beside one with long runs, where there is one processor: the system can share it, if the library lets it.</summary>
internal sealed class OneCoreScenario : IScenario
{
    private const string Slow = "slow";
    private const string Fast = "fast";
    private const int SlowCallers = 4;
    private const int FastCallers = 8;
    private const double PerSecond = 1650;
    private static readonly TimeSpan Deadline = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan RampUp = TimeSpan.FromMilliseconds(100);
    private static readonly (int Milliseconds, BatchingMode Mode)[] Cases =
        [(27, BatchingMode.Auto), (27, BatchingMode.Off), (5, BatchingMode.Auto), (5, BatchingMode.Off)];

    public string Name => "one-core";

    public string Summary => "one processor: requests for a fast model, in an open and a closed loop, beside four callers of a slow one, against bare ONNX Runtime";

    public async Task<IReadOnlyList<ReportLine>> RunAsync(ScenarioContext context)
    {
        var lines = new List<ReportLine>();
        // Long enough for what waits to become late.
        var segment = TimeSpan.FromSeconds(context.Effort.IsQuick ? 0.25 : 0.5);
        foreach (var (milliseconds, mode) in context.Effort.IsQuick ? Cases[..1] : Cases)
            lines.AddRange(await RunAsync(context, milliseconds, mode, segment));
        return lines;
    }

    private async Task<ReportLine[]> RunAsync(ScenarioContext context, int milliseconds, BatchingMode mode, TimeSpan segment)
    {
        var (slow, slowRows) = BuiltSlow.Get(context.Models, TimeSpan.FromMilliseconds(milliseconds));
        var fast = TrafficModels.Find(context.Models, "gbt");
        HostedTraffic[] models = [new(Slow, slow, slowRows), new(Fast, fast, fast.DrawRows()) { Mode = mode }];
        await using var host = await context.Kit.StartTrafficAsync(models);
        await using var raw = await new RawKit().StartTrafficAsync(models);
        var subject = new Side(host.Serve(Fast, context.Kit is RawKit ? null : Deadline), host.Serve(Slow));
        var baseline = new Side(raw.Serve(Fast), raw.Serve(Slow));
        await subject.MeasureAsync(segment, seed: -1);
        await baseline.MeasureAsync(segment, seed: -1);
        subject.Clear();
        baseline.Clear();
        var (first, second) = (0, 0);
        var pairs = await Interleaved.MeasureAsync(() => subject.MeasureAsync(segment, first++), () => baseline.MeasureAsync(segment, second++), Judge.FewestPairs);
        await subject.ClosedAsync(segment);
        await baseline.ClosedAsync(segment);
        var closed = await Interleaved.MeasureAsync(() => subject.ClosedAsync(segment), () => baseline.ClosedAsync(segment), Judge.FewestPairs);
        var beside = string.Create(CultureInfo.InvariantCulture, $"{mode}, beside runs of {milliseconds} ms");
        return
        [
            ReportLine.Of(Name, $"answered within {Deadline.TotalMilliseconds} ms, {beside} [{fast.Name}]", "requests/s", pairs, Target.RatioAtLeast(0.9)),
            ReportLine.Of(Name, $"late, {beside}", "requests", subject.Late, baseline.Late, Target.AtMost(0, "requests")),
            ReportLine.Of(Name, $"failed or wrong, {beside}", "requests", subject.Failed, baseline.Failed, Target.AtMost(0, "requests")),
            ReportLine.Of(Name, $"answers of {FastCallers} callers in a closed loop, {beside}", "requests/s", closed, Target.RatioAtLeast(0.9)),
            ReportLine.Of(Name, $"answers of the slow model, {beside}", "requests", subject.SlowAnswers, baseline.SlowAnswers, Target.None),
        ];
    }

    private sealed class Side(IServedModel fast, IServedModel slow)
    {
        private readonly ClosedTraffic _slow = new(slow.CreateCallers(SlowCallers));
        private readonly ClosedTraffic _fast = new(fast.CreateCallers(FastCallers));
        private long _late;

        public long Late => _late;

        public long Failed { get; private set; }

        public long SlowAnswers { get; private set; }

        public void Clear() => (_late, Failed, SlowAnswers) = (0, 0, 0);

        /// <returns>Requests a second that were answered within the deadline, from their intended start.</returns>
        public async Task<double> MeasureAsync(TimeSpan segment, int seed)
        {
            var stream = fast.CreateStream();
            var inTime = 0L;
            var latest = Ticks.FromSeconds(Deadline.TotalSeconds);
            stream.OnEnd = (outcome, intended, _) =>
            {
                if (outcome == CallOutcome.Answered && Ticks.Now - intended <= latest)
                    Interlocked.Increment(ref inTime);
                else if (outcome is CallOutcome.Answered or CallOutcome.Expired or CallOutcome.Refused)
                    Interlocked.Increment(ref _late);
            };
            var slowly = _slow.MeasureAsync(RampUp, segment);
            await Task.Delay(RampUp);
            // The sender sleeps: one that spins would take half of the only processor.
            await OpenTraffic.RunAsync([(ArrivalSchedule.Poisson(PerSecond, segment, seed + 1), stream)], isSpinning: false);
            SlowAnswers += (await slowly).Calls;
            Failed += stream.Tally.Of(CallOutcome.Failed) + stream.Tally.Of(CallOutcome.Wrong);
            return inTime / segment.TotalSeconds;
        }

        /// <returns>Answers a second of callers that each wait for theirs before they ask again.</returns>
        public async Task<double> ClosedAsync(TimeSpan segment)
        {
            var slowly = _slow.MeasureAsync(RampUp, segment);
            var sample = await _fast.MeasureAsync(RampUp, segment);
            await slowly;
            return sample.CallsPerSecond;
        }
    }
}
