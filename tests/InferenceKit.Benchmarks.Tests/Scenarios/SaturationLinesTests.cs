using InferenceKit.Benchmarks.Load;
using InferenceKit.Benchmarks.Scenarios;

namespace InferenceKit.Benchmarks.Tests.Scenarios;

public sealed class SaturationLinesTests
{
    [Fact]
    public void A_large_row_is_judged_by_throughput()
    {
        var lines = SaturationLines.Of("s", 64, 32, [Samples(96, 90), Samples(50, 90), Samples(60, 90), Samples(100, 80)], 1.5).ToArray();

        Assert.Equal("pass", Verdict(lines, "static batches of 32"));
        Assert.Equal("for information", Verdict(lines, "core time"));
        Assert.Equal("pass", Verdict(lines, "against Off"));
        Assert.Equal("pass", Verdict(lines, "throughput, 64 callers, against a channel"));
    }

    [Theory]
    [InlineData(0.9, "pass")]
    [InlineData(1.2, "miss")]
    public void A_small_row_is_judged_by_the_core_time_added(double coreMicroseconds, string verdict)
    {
        var lines = SaturationLines.Of("s", 8, 256, [Samples(30, coreMicroseconds), Samples(31, 3), Samples(30, 3), Samples(100, 0.5)], 0.98).ToArray();

        Assert.Equal("for information", Verdict(lines, "static batches of 256"));
        Assert.Equal(verdict, Verdict(lines, "core time"));
        Assert.Equal("miss", Verdict(lines, "against Off"));
        Assert.Equal("miss", Verdict(lines, "throughput, 8 callers, against a channel"));
    }

    private static string Verdict(InferenceKit.Benchmarks.Reporting.ReportLine[] lines, string metric) =>
        lines.Single(l => l.Metric.Contains(metric, StringComparison.Ordinal)).Verdict;

    private static TrafficSample[] Samples(long callsPerSecond, double coreMicroseconds) =>
        [.. Enumerable.Range(0, 20).Select(_ => new TrafficSample(callsPerSecond, TimeSpan.FromSeconds(1), TimeSpan.FromMicroseconds(callsPerSecond * coreMicroseconds), Times()))];

    private static LatencyHistogram Times()
    {
        var times = new LatencyHistogram();
        times.Record(1000);
        return times;
    }
}
