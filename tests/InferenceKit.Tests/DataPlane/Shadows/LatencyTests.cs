using InferenceKit.Comparison;

namespace InferenceKit.Tests.DataPlane.Shadows;

/// <summary>How much longer a shadow takes.</summary>
public sealed class LatencyTests
{
    [Fact]
    public void Percentiles_are_interpolated_between_neighbours()
    {
        // 0, 10, ... 100, in disorder: the 10th percentile is at place 1, the median at 5.
        var latency = Report([.. Enumerable.Range(0, 11).Select(i => 10L * (i * 7 % 11))])!;
        Assert.Equal((11, 10, 50, 90), (latency.Pairs, latency.Percentile10.Ticks, latency.Median.Ticks, latency.Percentile90.Ticks));
        // Of 1, 3, -1, 101 the median is at place 1.5, the 10th percentile at 0.3, the 90th at 2.7.
        latency = Report(1, 3, -1, 101)!;
        Assert.Equal((0, 2, 72), (latency.Percentile10.Ticks, latency.Median.Ticks, latency.Percentile90.Ticks));
        latency = Report(-7)!;
        Assert.Equal((-7, -7, -7), (latency.Percentile10.Ticks, latency.Median.Ticks, latency.Percentile90.Ticks));
    }

    [Fact]
    public void Equal_times_count_as_not_slower_but_not_in_the_sign_test()
    {
        var latency = Report(0, 0, 0, 5, 6, 7, 8, 9)!;
        Assert.Equal((new Agreement(5, 8), 2 / 32.0), (latency.Slower, latency.SignTestPValue));
    }

    [Fact]
    public void There_is_none_before_the_first_pair() => Assert.Null(new LatencyPairs().Report());

    [Fact]
    public void Up_to_4096_pairs_are_exact()
    {
        // In order, place n of 0 to 4094 has 10 n; the places wanted are 409.5, 2047.5 and 3685.5.
        var latency = Report([.. Enumerable.Range(0, 4095).Select(i => 10L * i).Reverse(), 1_000_000])!;
        Assert.Equal((4096, 20475, 4095, 36855), (latency.Pairs, latency.Median.Ticks, latency.Percentile10.Ticks, latency.Percentile90.Ticks));
    }

    [Fact]
    public void More_are_sampled_evenly_over_all_time_and_the_same_way_each_time()
    {
        const int Pairs = 200_000;
        // The times only grow: a sample of the first or the last would be far off.
        long[] differences = [.. Enumerable.Range(1, Pairs).Select(i => (long)i)];
        var latency = Report(differences)!;
        Assert.InRange(latency.Median.Ticks / (double)Pairs, 0.47, 0.53);
        Assert.InRange(latency.Percentile10.Ticks / (double)Pairs, 0.08, 0.12);
        Assert.InRange(latency.Percentile90.Ticks / (double)Pairs, 0.88, 0.92);
        Assert.Equal(new(Pairs, Pairs), latency.Slower);
        Assert.Equal(latency.Median, Report(differences)!.Median);
    }

    [Fact]
    public void A_report_between_does_not_disturb_the_sample()
    {
        var pairs = new LatencyPairs();
        for (var i = 1; i <= 20_000; i++)
        {
            pairs.Add(default, new(20_000 - i));
            if (i % 5000 == 0) pairs.Report();
        }
        Assert.Equal(Report([.. Enumerable.Range(1, 20_000).Select(i => 20_000L - i)])!.Median, pairs.Report()!.Median);
    }

    [Fact]
    public void Any_number_of_pairs_takes_the_memory_of_4096()
    {
        var pairs = new LatencyPairs();
        for (var i = 0; i < LatencyPairs.MostKept; i++) pairs.Add(default, new(i));
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100_000; i++) pairs.Add(default, new(i));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1024);
    }

    private static ShadowLatency? Report(params long[] differences)
    {
        var pairs = new LatencyPairs();
        foreach (var difference in differences) pairs.Add(TimeSpan.FromTicks(1000), TimeSpan.FromTicks(1000 + difference));
        return pairs.Report();
    }
}
