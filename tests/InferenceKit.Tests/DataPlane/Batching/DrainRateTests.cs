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
        Assert.Equal(2000, _rate.TicksPerRow);
    }

    [Fact]
    public void A_slow_first_run_counts_no_more_than_the_others()
    {
        Runs(1, rows: 1, ticks: 310);
        Runs(31, rows: 1, ticks: 10);
        Assert.Equal(310 / 32.0 + 310 / 32.0, _rate.TicksPerRow, precision: 6);
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

    [Fact]
    public void A_change_is_followed_by_the_number_of_rows_that_show_it()
    {
        Runs(1, rows: 64, ticks: 64);
        Runs(1, rows: 1, ticks: 65);
        Assert.Equal(2, _rate.TicksPerRow);
        Runs(1, rows: 100, ticks: 600);
        Assert.Equal(3, _rate.TicksPerRow);
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
