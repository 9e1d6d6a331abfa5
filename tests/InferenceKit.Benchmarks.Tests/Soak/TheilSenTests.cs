using InferenceKit.Soak.Trends;

namespace InferenceKit.Benchmarks.Tests.Soak;

public sealed class TheilSenTests
{
    [Fact]
    public void It_is_the_median_of_the_slopes_of_all_pairs()
    {
        // 1, 1.5, 2/3, 2, 0.5 and -1.
        var line = TheilSen.Of([0, 1, 2, 3], [0, 1, 3, 2], variance: 0);

        Assert.Equal((2 / 3.0 + 1) / 2, line.Slope, 12);
    }

    [Fact]
    public void An_exact_line_is_found_with_its_intercept()
    {
        var line = TheilSen.Of([0, 1, 5, 7], [3, 5, 13, 17], variance: 8.67);

        Assert.Equal(2, line.Slope, 12);
        Assert.Equal(3, line.Intercept, 12);
        Assert.Equal((2, 2), (Math.Round(line.Low, 12), Math.Round(line.High, 12)));
    }
}
