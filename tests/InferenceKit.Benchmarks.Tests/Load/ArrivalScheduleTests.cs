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

    private static List<double> All(ArrivalSchedule schedule)
    {
        var arrivals = schedule.Begin();
        var all = new List<double>();
        while (arrivals.TryNext(out var at))
            all.Add(at);
        return all;
    }
}
