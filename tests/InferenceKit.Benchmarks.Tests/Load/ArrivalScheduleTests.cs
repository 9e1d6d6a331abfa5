using InferenceKit.Benchmarks.Load;

namespace InferenceKit.Benchmarks.Tests.Load;

public sealed class ArrivalScheduleTests
{
    [Fact]
    public void A_constant_rate_leaves_the_same_time_between_requests()
    {
        var schedule = ArrivalSchedule.Constant(1000, TimeSpan.FromSeconds(2));

        var starts = All(schedule);
        Assert.Equal(2000, starts.Count);
        Assert.Equal(0.5, starts[500], 9);
    }

    [Fact]
    public void Independent_arrivals_come_at_the_rate_asked_for_and_in_order()
    {
        var schedule = ArrivalSchedule.Poisson(5000, TimeSpan.FromSeconds(4), seed: 1);

        var starts = All(schedule);
        Assert.InRange(starts.Count, 19_000, 21_000);
        Assert.Equal(starts.Order(), starts);
        Assert.True(starts[^1] < 4);
    }

    [Fact]
    public void One_seed_gives_both_sides_the_same_arrivals()
    {
        var left = ArrivalSchedule.Poisson(100, TimeSpan.FromSeconds(1), seed: 9);
        var right = ArrivalSchedule.Poisson(100, TimeSpan.FromSeconds(1), seed: 9);

        Assert.Equal(All(left), All(right));
        Assert.Equal(All(left), All(left));
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(1)]
    [InlineData(3)]
    public void Bursts_keep_the_rate_and_have_the_variation_asked_for(double variation)
    {
        var starts = All(ArrivalSchedule.Gamma(10_000, variation, TimeSpan.FromSeconds(20), seed: 3));

        var gaps = starts.Zip(starts.Skip(1), (a, b) => b - a).ToArray();
        var mean = gaps.Average();
        var deviation = Math.Sqrt(gaps.Average(g => (g - mean) * (g - mean)));
        Assert.InRange(1 / mean, 9_500, 10_500);
        Assert.InRange(deviation / mean, variation * 0.95, variation * 1.05);
    }

    [Fact]
    public void A_day_has_the_mean_rate_asked_for_and_more_requests_in_the_evening_than_at_night()
    {
        var starts = All(ArrivalSchedule.Diurnal(1000, TimeSpan.FromSeconds(24), seed: 4));

        Assert.InRange(starts.Count, 23_000, 25_000);
        Assert.Equal(starts.Order(), starts);
        var night = starts.Count(s => s is >= 2 and < 5);
        var evening = starts.Count(s => s is >= 18 and < 21);
        Assert.InRange((double)evening / night, 6, 10);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void A_variation_that_is_none_is_refused(double variation) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ArrivalSchedule.Gamma(1, variation, TimeSpan.FromSeconds(1), 1));

    private static List<double> All(ArrivalSchedule schedule)
    {
        var arrivals = schedule.Begin();
        var all = new List<double>();
        while (arrivals.TryNext(out var at))
            all.Add(at);
        return all;
    }
}
