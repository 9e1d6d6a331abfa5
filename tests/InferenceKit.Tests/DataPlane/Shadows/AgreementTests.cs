namespace InferenceKit.Tests.DataPlane.Shadows;

/// <summary>Wilson's interval, against published numbers and the roots of the equation that defines it.</summary>
public sealed class AgreementTests
{
    // Newcombe, Statistics in Medicine 17 (1998), table I, method 3; and 10 of 10, n / (n + z²).
    [Theory]
    [InlineData(81, 263, 0.2553, 0.3662)]
    [InlineData(15, 148, 0.0624, 0.1605)]
    [InlineData(0, 20, 0, 0.1611)]
    [InlineData(1, 29, 0.0061, 0.1718)]
    [InlineData(10, 10, 0.7225, 1)]
    public void The_bounds_are_the_published_ones(long agreed, long of, double lower, double upper)
    {
        var agreement = new Agreement(agreed, of);
        Assert.Equal(lower, agreement.Lower, 0.00005);
        Assert.Equal(upper, agreement.Upper, 0.00005);
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(999_999, 1_000_000)]
    [InlineData(3, 1_000_000_000_000)]
    public void Each_bound_is_as_far_from_the_ratio_as_its_own_standard_error_times_z(long agreed, long of)
    {
        var agreement = new Agreement(agreed, of);
        foreach (var bound in new[] { agreement.Lower, agreement.Upper })
            Assert.Equal(1.959963984540054, Math.Abs(agreement.Ratio - bound) / Math.Sqrt(bound * (1 - bound) / of), 1e-5);
        Assert.True(agreement.Lower < agreement.Ratio && agreement.Ratio < agreement.Upper);
    }

    [Fact]
    public void All_and_none_reach_the_ends_exactly()
    {
        for (var of = 1; of < 1000; of++)
        {
            Assert.Equal(1, new Agreement(of, of).Upper);
            Assert.Equal(0, new Agreement(0, of).Lower);
            Assert.InRange(new Agreement(0, of).Upper, 0.0038, 0.8);
        }
    }

    [Fact]
    public void Nothing_compared_says_nothing()
    {
        Assert.Equal((0, 1), (default(Agreement).Lower, default(Agreement).Upper));
        Assert.Equal(double.NaN, default(Agreement).Ratio);
    }
}
