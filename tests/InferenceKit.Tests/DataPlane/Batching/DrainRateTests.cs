using InferenceKit.DataPlane.Batching.Admission;

namespace InferenceKit.Tests.DataPlane.Batching;

/// <summary>Under a clock of a thousand ticks a second.</summary>
public sealed class DrainRateTests
{
    private readonly DrainRate _rate = new(second: 1000);
    private long _now = 1;

    [Fact]
    public void Nothing_is_known_before_some_rows_were_done_or_some_time_has_passed()
    {
        Runs(31, rows: 1, ticks: 4);
        Assert.Equal(0, _rate.TicksPerRow);
        Runs(1, rows: 1, ticks: 4);
        Assert.Equal(4, _rate.TicksPerRow);
    }

    [Fact]
    public void A_model_that_takes_long_for_each_row_is_known_after_two_seconds()
    {
        Runs(1, rows: 1, ticks: 1999);
        Assert.Equal(0, _rate.TicksPerRow);
        Runs(1, rows: 1, ticks: 2001);
        Assert.Equal(2000, _rate.TicksPerRow, tolerance: 2);
    }

    [Fact]
    public void A_few_fast_rows_are_not_enough_for_one_slow_run_among_them_would_count_too_much()
    {
        Runs(1, rows: 32, ticks: 7);
        Assert.Equal(0, _rate.TicksPerRow);
        Runs(43, rows: 10, ticks: 1);
        Assert.InRange(_rate.TicksPerRow, 0.1, 0.13);
    }

    [Fact]
    public void A_stall_counts_for_as_long_as_it_took_and_not_as_a_slow_run()
    {
        Runs(1000, rows: 10, ticks: 1);
        Assert.Equal(0.1, _rate.TicksPerRow, precision: 6);
        Runs(1, rows: 32, ticks: 30);
        Assert.InRange(_rate.TicksPerRow, 0.1, 0.15);
    }

    [Fact]
    public void Time_in_which_nobody_waited_does_not_count()
    {
        Runs(32, rows: 1, ticks: 4);
        _rate.Note(0, moreWait: false, _now);
        _now += 10_000;
        Runs(32, rows: 1, ticks: 4);
        Assert.Equal(4, _rate.TicksPerRow);
    }

    [Theory]
    [InlineData(1, 10)]
    [InlineData(10, 1)]
    public void A_change_is_followed_within_some_tenths_of_a_second(int before, int after)
    {
        Runs(1000 / before, rows: 1, ticks: before);
        Runs(500 / after, rows: 1, ticks: after);
        Assert.InRange(_rate.TicksPerRow, Math.Min(after, 0.5 * after), 1.5 * after);
    }

    private void Runs(int times, int rows, int ticks)
    {
        _rate.Note(0, moreWait: true, _now);
        for (var i = 0; i < times; i++)
        {
            _now += ticks;
            _rate.Note(rows, moreWait: true, _now);
        }
    }
}
