using InferenceKit.Benchmarks.Judging;

namespace InferenceKit.Benchmarks.Tests.Judging;

public sealed class PercentileTests
{
    [Fact]
    public void It_is_one_of_the_values_by_nearest_rank()
    {
        var values = Enumerable.Range(1, 20).Select(i => (double)i).Reverse().ToArray();

        Assert.Equal(1, Percentile.Of(values, 0));
        Assert.Equal(19, Percentile.Of(values, 95));
        Assert.Equal(20, Percentile.Of(values, 95.1));
        Assert.Equal(20, Percentile.Of(values, 100));
    }

    [Fact]
    public void There_is_no_percentile_of_no_values() => Assert.Equal(double.NaN, Percentile.Of([], 95));
}
