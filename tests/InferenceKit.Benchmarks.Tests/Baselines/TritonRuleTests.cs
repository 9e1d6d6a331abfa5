using InferenceKit.Benchmarks.Baselines;

namespace InferenceKit.Benchmarks.Tests.Baselines;

public sealed class TritonRuleTests
{
    private static readonly TritonSettings Settings = new(32, TimeSpan.FromMilliseconds(1), 2);

    [Theory]
    [InlineData(32, 0, 32)]
    [InlineData(50, 0, 32)]
    [InlineData(5, 1000, 5)]
    [InlineData(5, 3000, 5)]
    [InlineData(5, 400, 0)]
    public void A_full_batch_goes_at_once_and_a_smaller_one_when_its_first_row_has_waited(int waiting, int waitedMicroseconds, int expected)
    {
        var (rows, wait) = TritonRule.Decide(Settings, waiting, TimeSpan.FromMicroseconds(waitedMicroseconds));

        Assert.Equal(expected, rows);
        Assert.Equal(expected == 0 ? TimeSpan.FromMicroseconds(1000 - waitedMicroseconds) : TimeSpan.Zero, wait);
    }

    [Theory]
    [InlineData(3, 0, 0)]
    [InlineData(4, 0, 4)]
    [InlineData(11, 0, 8)]
    [InlineData(11, 1000, 11)]
    public void The_largest_preferred_size_goes_until_the_delay_is_over(int waiting, int waitedMicroseconds, int expected)
    {
        var settings = Settings with { PreferredBatchSizes = [8, 4] };

        Assert.Equal(expected, TritonRule.Decide(settings, waiting, TimeSpan.FromMicroseconds(waitedMicroseconds)).Rows);
    }

    [Fact]
    public void Without_a_delay_a_free_instance_takes_what_is_there() =>
        Assert.Equal((1, TimeSpan.Zero), TritonRule.Decide(Settings with { MaxQueueDelay = TimeSpan.Zero }, 1, TimeSpan.Zero));
}
