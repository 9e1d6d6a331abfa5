using InferenceKit.Comparison;

namespace InferenceKit.Tests.DataPlane.Shadows;

public sealed class SignTestTests
{
    // 2 * sum of binomials / 2^n, by hand.
    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(1, 0, 1)]
    [InlineData(5, 0, 2 / 32.0)]
    [InlineData(0, 5, 2 / 32.0)]
    [InlineData(9, 1, 2 * 11 / 1024.0)]
    [InlineData(2, 8, 2 * 56 / 1024.0)]
    [InlineData(5, 5, 1)]
    [InlineData(15, 5, 2 * 21700 / 1048576.0)]
    [InlineData(50, 0, 2 / 1125899906842624.0)]
    public void Few_pairs_are_counted_exactly(long above, long below, double p) =>
        Assert.Equal(p, SignTest.PValue(above, below), p * 1e-12);

    // erfc(z / √2) of another library, where z = (|k - n / 2| - 1/2) / (√n / 2) is 1.9, 0.1, 3.083 and 15.59.
    [Theory]
    [InlineData(60, 40, 0.05743311963200364)]
    [InlineData(51, 49, 0.920344325445942)]
    [InlineData(60, 100, 0.0020477321536687596)]
    [InlineData(248, 1, 8.564607127599307e-55)]
    public void Many_pairs_come_from_the_normal_distribution_with_correction(long above, long below, double p) =>
        Assert.Equal(p, SignTest.PValue(above, below), p * 1e-6);

    [Fact]
    public void As_many_slower_as_faster_pairs_are_no_difference()
    {
        Assert.Equal(1, SignTest.PValue(1000, 1000), 1e-6);
        Assert.Equal(1, SignTest.PValue(1000, 1001), 1e-6);
    }

    [Theory]
    [InlineData(33, 17, 0.032839137564268484)]
    [InlineData(34, 17, 0.025061844343883637)]
    public void The_normal_distribution_takes_over_after_50_pairs(long above, long below, double p) =>
        Assert.Equal(p, SignTest.PValue(above, below), p * 1e-6);
}
