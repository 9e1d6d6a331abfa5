using InferenceKit.Benchmarks.Load;

namespace InferenceKit.Benchmarks.Tests.Load;

public sealed class ArrivalScheduleTests
{
    [Fact]
    public void A_constant_rate_leaves_the_same_time_between_requests()
    {
        var schedule = ArrivalSchedule.Constant(1000, TimeSpan.FromSeconds(2));

        Assert.Equal(2000, schedule.Count);
        Assert.Equal(0.5, schedule[500], 9);
    }

    [Fact]
    public void Independent_arrivals_come_at_the_rate_asked_for_and_in_order()
    {
        var schedule = ArrivalSchedule.Poisson(5000, TimeSpan.FromSeconds(4), seed: 1);

        var starts = Enumerable.Range(0, schedule.Count).Select(i => schedule[i]).ToArray();
        Assert.InRange(schedule.Count, 19_000, 21_000);
        Assert.Equal(starts.Order(), starts);
        Assert.True(starts[^1] < 4);
    }

    [Fact]
    public void One_seed_gives_both_sides_the_same_arrivals()
    {
        var left = ArrivalSchedule.Poisson(100, TimeSpan.FromSeconds(1), seed: 9);
        var right = ArrivalSchedule.Poisson(100, TimeSpan.FromSeconds(1), seed: 9);

        Assert.Equal(left.Count, right.Count);
        Assert.Equal(left[^1], right[^1]);
    }
}
