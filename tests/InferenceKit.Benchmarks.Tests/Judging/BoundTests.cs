using InferenceKit.Benchmarks.Judging;

namespace InferenceKit.Benchmarks.Tests.Judging;

public sealed class BoundTests
{
    [Fact]
    public void An_interval_wholly_beyond_the_limit_passes_however_wide_it_is() =>
        Assert.Equal(Verdict.Pass, Bound.AtLeast(1.5).Judge(new(2, 9)));

    [Fact]
    public void A_favourable_end_that_misses_the_limit_is_a_miss_however_wide_the_interval_is()
    {
        Assert.Equal(Verdict.Miss, Bound.AtLeast(1.5).Judge(new(0.1, 1.49)));
        Assert.Equal(Verdict.Miss, Bound.AtMost(1.1).Judge(new(1.101, 4)));
    }

    [Fact]
    public void A_narrow_interval_across_the_limit_passes_by_its_favourable_end()
    {
        Assert.Equal(Verdict.Pass, Bound.AtLeast(0.95).Judge(new(0.91, 0.96)));
        Assert.Equal(Verdict.Pass, Bound.AtMost(1.1).Judge(new(1.05, 1.15)));
    }

    [Fact]
    public void A_wide_interval_across_the_limit_is_not_measurable_here()
    {
        Assert.Equal(Verdict.NotMeasurableHere, Bound.AtLeast(0.95).Judge(new(0.85, 0.96)));
        Assert.Equal(Verdict.NotMeasurableHere, Bound.AtMost(0.3).Judge(new(0.27, 0.32)));
    }

    [Fact]
    public void The_limit_itself_meets_the_target()
    {
        Assert.Equal(Verdict.Pass, Bound.AtMost(0).Judge(Interval.Exact(0)));
        Assert.Equal(Verdict.Miss, Bound.AtMost(0).Judge(Interval.Exact(0.1)));
        Assert.Equal(Verdict.Pass, Bound.AtLeast(0.95).Judge(Interval.Exact(0.95)));
    }

    [Fact]
    public void No_number_is_not_a_pass() =>
        Assert.Equal(Verdict.NotMeasurableHere, Bound.AtMost(1).Judge(Interval.Exact(double.NaN)));
}
