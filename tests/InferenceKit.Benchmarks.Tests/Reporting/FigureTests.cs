using InferenceKit.Benchmarks.Reporting;

namespace InferenceKit.Benchmarks.Tests.Reporting;

public sealed class FigureTests
{
    [Theory]
    [InlineData(1234567.8, "1,234,568")]
    [InlineData(123.4, "123")]
    [InlineData(12.34, "12.3")]
    [InlineData(1.23456, "1.235")]
    [InlineData(-0.0125, "-0.013")]
    [InlineData(0.0, "0")]
    [InlineData(double.NaN, "-")]
    public void Numbers_keep_the_digits_that_mean_something(double value, string expected) =>
        Assert.Equal(expected, Figure.Of(value));

    [Fact]
    public void Nothing_is_a_dash() => Assert.Equal("-", Figure.Of(null));
}
