using InferenceKit.Soak.Trends;

namespace InferenceKit.Benchmarks.Tests.Soak;

public sealed class MannKendallTests
{
    [Fact]
    public void It_counts_pairs()
    {
        // Of 45 pairs 41 rise and 4 fall: S = 37, Var(S) = 10 x 9 x 25 / 18 = 125, z = 36 / sqrt(125) = 3.2199.
        var test = MannKendall.Of([1, 3, 2, 4, 6, 5, 8, 7, 10, 9]);

        Assert.Equal(37 / 45.0, test.Tau, 12);
        Assert.Equal(125, test.Variance, 12);
        Assert.Equal(0.00128, test.P, 5);
    }

    [Fact]
    public void Ties_make_its_variance_smaller()
    {
        // Ties of 2 and 3: 2 x 1 x 9 + 3 x 2 x 11 = 84 less of 6 x 5 x 17 = 510; S = 11 of 15 pairs, 4 of them tied.
        var test = MannKendall.Of([1, 2, 2, 3, 3, 3]);

        Assert.Equal((510 - 84) / 18.0, test.Variance, 12);
        Assert.Equal(11 / Math.Sqrt(15 * 11), test.Tau, 12);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0.317310508)]
    [InlineData(-1.959963985, 0.05)]
    [InlineData(2.575829304, 0.01)]
    [InlineData(4, 0.0000633425)]
    public void Probabilities_are_those_of_the_normal_distribution(double z, double expected) =>
        Assert.Equal(1, NormalDistribution.TwoSided(z) / expected, 6);
}
