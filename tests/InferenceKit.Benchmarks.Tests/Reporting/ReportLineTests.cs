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

    [Fact]
    public void A_median_without_another_side_is_bounded_in_its_own_unit()
    {
        var line = ReportLine.OfMedian("rollback", "time", "ms", [.. Enumerable.Range(1, 21).Select(i => i / 100.0)], Target.AtMost(1, "ms"));

        Assert.Equal(0.11, line.Subject!.Value, 9);
        Assert.Null(line.Ratio);
        Assert.InRange(line.Low!.Value, 0.01, 0.11);
        Assert.InRange(line.High!.Value, 0.11, 0.21);
        Assert.Equal("pass", line.Verdict);
    }

    [Fact]
    public void Too_few_samples_of_a_median_say_nothing() =>
        Assert.Equal("not measurable here", ReportLine.OfMedian("rollback", "time", "ms", [0.1, 0.1], Target.AtMost(1, "ms")).Verdict);
}
