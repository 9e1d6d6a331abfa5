using InferenceKit.Benchmarks.Judging;

namespace InferenceKit.Benchmarks.Tests.Judging;

public sealed class MedianTests
{
    [Fact]
    public void It_is_the_middle_value_or_the_mean_of_the_middle_two()
    {
        Assert.Equal(3, Median.Of([9, 1, 3]));
        Assert.Equal(2.5, Median.Of([4, 1, 2, 3]));
    }

    [Fact]
    public void It_leaves_the_values_in_their_order()
    {
        double[] values = [3, 1, 2];

        Median.Of(values);

        Assert.Equal([3, 1, 2], values);
    }
}
