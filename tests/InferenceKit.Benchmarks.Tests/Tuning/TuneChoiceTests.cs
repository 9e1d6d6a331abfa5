using InferenceKit.Benchmarks.Tuning;

namespace InferenceKit.Benchmarks.Tests.Tuning;

public sealed class TuneChoiceTests
{
    private static readonly TunePoint[] Points = [Point(1, 100, 1), Point(8, 500, 2), Point(32, 960, 4), Point(128, 1000, 9)];

    [Fact]
    public void Nothing_asked_for_is_the_shortest_wait_near_the_highest_throughput() =>
        Assert.Equal((32, true), Choose(null, null));

    [Fact]
    public void A_longest_wait_leaves_out_what_takes_longer() =>
        Assert.Equal((8, true), Choose(3, null));

    [Theory]
    [InlineData(70, 1)]
    [InlineData(90, 8)]
    [InlineData(700, 32)]
    public void A_rate_is_served_with_room_for_bursts_by_the_shortest_wait(double rate, int batchSize) =>
        Assert.Equal((batchSize, true), Choose(null, rate));

    [Fact]
    public void What_cannot_be_served_gives_the_nearest()
    {
        Assert.Equal((8, false), Choose(3, 700));
        Assert.Equal((1, false), Choose(0.5, null));
    }

    private static (int, bool) Choose(double? p99, double? rate)
    {
        var choice = TuneChoice.Of(Points, p99 is { } limit ? TimeSpan.FromMilliseconds(limit) : null, rate);
        return (choice.Point.Setting.BatchSize, choice.IsMet);
    }

    private static TunePoint Point(int batchSize, double rowsPerSecond, double p99) => new(new(batchSize, 1, 2, true), rowsPerSecond, p99);
}
