using InferenceKit.Benchmarks.Judging;
using InferenceKit.Benchmarks.Reporting;

namespace InferenceKit.Benchmarks.Tests.Reporting;

public sealed class ReportLineTests
{
    [Fact]
    public void A_line_judged_by_what_was_added_says_so_and_bounds_that()
    {
        var line = ReportLine.Of("overhead-mlp", "time per call", "us", Enumerable.Repeat(new Pair(2.2, 2), 20).ToArray(), Target.AddedAtMost(0.3, "us"));

        Assert.Equal("time per call, added", line.Metric);
        Assert.Equal(0.2, line.Low!.Value, 9);
        Assert.Equal("<= 0.3 us added", line.Target);
    }

    [Fact]
    public void A_counted_value_stands_beside_the_other_sides()
    {
        var line = ReportLine.Of("overhead-mlp", "managed bytes per call", "B", 24, 0, Target.AtMost(0, "B"));

        Assert.Equal((24, 0), (line.Subject, line.Baseline));
        Assert.Equal("miss", line.Verdict);
    }
}
