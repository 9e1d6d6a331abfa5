using InferenceKit.Benchmarks.Judging;
using InferenceKit.Benchmarks.Load;
using InferenceKit.Benchmarks.Reporting;

namespace InferenceKit.Benchmarks.Scenarios;

/// <summary>What samples of a saturated model say.</summary>
internal static class SaturationLines
{
    public const double NoLoss = 0.98;

    /// <summary>Core time of a row, in microseconds, from which a request of its own must not show in the throughput.</summary>
    private const double LargeRow = 20;

    /// <param name="scenario">Its name.</param>
    /// <param name="callers">How many call.</param>
    /// <param name="rowsPerRun">The best number of rows for static batches.</param>
    /// <param name="samples">Of Auto, Off, channel and static batches, in this order.</param>
    /// <param name="gain">What Auto must reach against Off.</param>
    public static IEnumerable<ReportLine> Of(string scenario, int callers, int rowsPerRun, TrafficSample[][] samples, double gain)
    {
        var (auto, off, channel, best) = (samples[0], samples[1], samples[2], samples[3]);
        var isLarge = Median.Of(best.Select(s => s.CoreMicrosecondsPerCall).ToArray()) >= LargeRow;
        yield return Throughput($"static batches of {rowsPerRun}", best, isLarge ? Target.RatioAtLeast(0.95) : Target.None);
        yield return ReportLine.Of(
            scenario, $"core time per row, {callers} callers, against static batches", "us",
            Rounds.Pairs(auto, best, s => s.CoreMicrosecondsPerCall), isLarge ? Target.None : Target.AddedAtMost(0.5, "us"));
        yield return Throughput("Off", off, Target.RatioAtLeast(gain));
        yield return Throughput("a channel", channel, Target.RatioAtLeast(1.3));
        yield return ReportLine.Of(
            scenario, $"p99, {callers} callers, against a channel", "ms", Rounds.Pairs(auto, channel, s => s.P99Milliseconds), Target.RatioAtMost(1));

        ReportLine Throughput(string against, TrafficSample[] baseline, Target target) => ReportLine.Of(
            scenario, $"throughput, {callers} callers, against {against}", "rows/s", Rounds.Pairs(auto, baseline, s => s.CallsPerSecond), target);
    }

    /// <summary>Against the most that so many callers can put into the runs of all cores: what larger batches gain is not there to be had.</summary>
    /// <param name="scenario">Its name.</param>
    /// <param name="callers">How many call.</param>
    /// <param name="rowsPerRun">How many rows they fill.</param>
    /// <param name="samples">The fifth is that of the batches.</param>
    public static ReportLine AgainstFilled(string scenario, int callers, int rowsPerRun, TrafficSample[][] samples) => ReportLine.Of(
        scenario, $"throughput, {callers} callers, against static batches of {rowsPerRun}, which they can fill", "rows/s",
        Rounds.Pairs(samples[0], samples[4], s => s.CallsPerSecond), Target.None);
}
