using InferenceKit.Benchmarks.Load;

namespace InferenceKit.Benchmarks.Tests.Load;

public sealed class LatencyHistogramTests
{
    [Fact]
    public void Small_values_come_back_exactly()
    {
        var histogram = Recorded(Enumerable.Range(1, 100).Select(i => (long)i));

        Assert.Equal(50, histogram.Percentile(50));
        Assert.Equal(99, histogram.Percentile(99));
        Assert.Equal(1, histogram.Percentile(0));
        Assert.Equal(100, histogram.Percentile(100));
    }

    [Theory]
    [InlineData(50)]
    [InlineData(99)]
    [InlineData(99.9)]
    public void Percentiles_stay_within_one_percent_of_the_sorted_values(double percent)
    {
        var random = new Random(11);
        var values = Enumerable.Range(0, 50_000).Select(_ => (long)Math.Exp(random.NextDouble() * 20)).ToArray();

        var histogram = Recorded(values);

        var exact = values.Order().ElementAt((int)Math.Ceiling(percent / 100 * values.Length) - 1);
        Assert.InRange(histogram.Percentile(percent), exact * 0.99, exact * 1.01);
    }

    [Fact]
    public void Merging_gives_what_recording_into_one_would_have()
    {
        var left = Recorded([5, 70_000, 123]);
        var right = Recorded([9_000_000_000, 1]);

        left.Merge(right);

        Assert.Equal(5, left.Count);
        Assert.Equal(9_000_000_000, left.Highest);
        Assert.Equal(123, left.Percentile(50));
    }

    [Fact]
    public void The_longest_and_a_negative_latency_are_recorded()
    {
        var histogram = Recorded([long.MaxValue, -5]);

        Assert.Equal(0, histogram.Percentile(50));
        Assert.Equal(2, histogram.Count);
        Assert.Equal(long.MaxValue, histogram.Highest);
    }

    [Fact]
    public void Nothing_recorded_is_no_number() => Assert.True(double.IsNaN(new LatencyHistogram().Percentile(99)));

    [Fact]
    public void A_long_call_counts_those_that_its_caller_would_have_made_meanwhile()
    {
        var histogram = new LatencyHistogram();

        // 1,000 calls of 100 every 100, and one of 10,000: 99 more should have begun during it, waiting 9,900, 9,800 and so on.
        for (var i = 0; i < 1000; i++)
            histogram.RecordWithExpectedInterval(100, 100);
        histogram.RecordWithExpectedInterval(10_000, 100);

        Assert.Equal(1100, histogram.Count);
        Assert.InRange(histogram.Percentile(95), 4_000, 5_000);
        Assert.InRange(histogram.Percentile(99), 8_700, 9_300);
    }

    [Fact]
    public void The_mean_is_that_of_the_values()
    {
        Assert.Equal(20, Recorded([10, 20, 30]).Mean, 1);
        Assert.True(double.IsNaN(new LatencyHistogram().Mean));
    }

    [Fact]
    public void Cleared_it_starts_again()
    {
        var histogram = Recorded([1, 2, 3]);

        histogram.Clear();
        histogram.Record(77);

        Assert.Equal(1, histogram.Count);
        Assert.Equal(77, histogram.Percentile(50));
    }

    private static LatencyHistogram Recorded(IEnumerable<long> values)
    {
        var histogram = new LatencyHistogram();
        foreach (var value in values)
            histogram.Record(value);
        return histogram;
    }
}
