using InferenceKit.Soak.Trends;

namespace InferenceKit.Benchmarks.Tests.Soak;

public sealed class TrendTests
{
    private static readonly NoiseFloor Floor = new(PartOfMedian: 0.05, Amount: 1);

    [Fact]
    public void Flat_noise_has_no_trend_in_ninety_nine_of_a_hundred_series()
    {
        var rising = 0;
        for (var seed = 0; seed < 500; seed++)
            if (Trend.Of(Samples(400, seed, _ => 0), new NoiseFloor(0, 0)).Verdict is not TrendVerdict.NoTrend)
                rising++;

        // 1 % of 500 by design, and three standard deviations more.
        Assert.InRange(rising, 0, 5 + 7);
    }

    [Fact]
    public void Neighbours_that_depend_on_each_other_are_no_trend()
    {
        var found = 0;
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var last = 0.0;

            // Half of what is there stays from one sample to the next; 30 samples a block.
            var samples = Samples(600, seed, _ => last = (0.5 * last) + random.NextDouble() - 0.5);
            if (Trend.Of(samples, new NoiseFloor(0, 0)).Verdict is not TrendVerdict.NoTrend)
                found++;
        }

        Assert.InRange(found, 0, 8);
    }

    [Fact]
    public void A_slope_rises_and_is_measured()
    {
        var trend = Trend.Of(Samples(400, seed: 1, second => second * 0.1), Floor);

        Assert.Equal(TrendVerdict.Rises, trend.Verdict);
        Assert.InRange(trend.Line.Slope, 0.095, 0.105);
        Assert.InRange(trend.Rise, 37, 43);
        Assert.InRange(0.1, trend.Line.Low, trend.Line.High);
        Assert.InRange(trend.Test.Tau, 0.95, 1);
    }

    [Fact]
    public void A_slope_below_the_floor_is_within_noise()
    {
        var trend = Trend.Of(Samples(400, seed: 1, second => second * 0.002), Floor);

        Assert.Equal(TrendVerdict.WithinNoise, trend.Verdict);
        Assert.True(trend.Test.P < Trend.Significance);
    }

    [Fact]
    public void A_fall_is_no_failure() =>
        Assert.Equal(TrendVerdict.WithinNoise, Trend.Of(Samples(400, seed: 1, second => second * -0.1), Floor).Verdict);

    [Fact]
    public void A_step_up_rises() =>
        Assert.Equal(TrendVerdict.Rises, Trend.Of(Samples(400, seed: 1, second => second < 200 ? 0 : 30), Floor).Verdict);

    [Fact]
    public void An_outlier_does_not_change_the_slope()
    {
        var trend = Trend.Of(Samples(400, seed: 1, second => second == 390 ? 10_000 : 0), Floor);

        Assert.NotEqual(TrendVerdict.Rises, trend.Verdict);
        Assert.InRange(trend.Line.Slope, -0.01, 0.01);
    }

    [Fact]
    public void Too_few_samples_are_not_judged() =>
        Assert.Equal(TrendVerdict.TooFew, Trend.Of(Samples(7, seed: 1, second => second), Floor).Verdict);

    [Fact]
    public void The_same_value_all_the_time_has_no_trend()
    {
        var trend = Trend.Of([.. Enumerable.Range(0, 100).Select(i => new Sample(i, 42))], Floor);

        Assert.Equal(TrendVerdict.NoTrend, trend.Verdict);
        Assert.Equal(0, trend.Rise);
        Assert.Equal(1, trend.Test.P);
    }

    private static List<Sample> Samples(int count, int seed, Func<double, double> trend)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(i => new Sample(i, 20 + trend(i) + random.NextDouble()))];
    }
}
