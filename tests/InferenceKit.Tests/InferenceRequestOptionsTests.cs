namespace InferenceKit.Tests;

public sealed class InferenceRequestOptionsTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    public void A_timeout_of_zero_or_less_is_a_bad_argument(long ticks) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new InferenceRequestOptions { Timeout = TimeSpan.FromTicks(ticks) });

    [Fact]
    public void No_timeout_an_infinite_one_and_the_shortest_are_good()
    {
        Assert.Null(new InferenceRequestOptions { Timeout = null }.Timeout);
        Assert.Equal(Timeout.InfiniteTimeSpan, new InferenceRequestOptions { Timeout = Timeout.InfiniteTimeSpan }.Timeout);
        Assert.Equal(1, new InferenceRequestOptions { Timeout = TimeSpan.FromTicks(1) }.Timeout!.Value.Ticks);
    }
}
