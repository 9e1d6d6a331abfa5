using InferenceKit.DataPlane.Batching.Admission;

namespace InferenceKit.Tests.DataPlane.Batching;

public sealed class BacklogSwitchTests
{
    private const long Millisecond = 1_000;
    private readonly BacklogSwitch _switch = new(1000 * Millisecond);

    [Fact]
    public void Runs_of_one_row_end_it_once_they_outnumber_by_eight_the_rows_that_shared_runs()
    {
        _switch.Note(0);
        Run(1, 1, 1, 1, 1, 1, 1, 3, 1, 1, 1);
        Assert.True(_switch.IsOn);
        Run(1);
        Assert.False(_switch.IsOn);
    }

    [Fact]
    public void Shared_runs_are_not_hoarded_against_singles_to_come()
    {
        _switch.Note(0);
        Run(100);
        Run(1, 1, 1, 1, 1, 1, 1, 1);
        Assert.False(_switch.IsOn);
    }

    [Fact]
    public void What_was_left_at_once_is_entered_later_each_time()
    {
        var now = 0L;
        var pauses = new List<long>();
        for (var i = 0; i < 15; i++)
        {
            var left = now;
            while (!_switch.IsOn) _switch.Note(++now);
            pauses.Add(now - left);
            for (var run = 0; run < 8; run++) _switch.NoteRun(1, now);
        }
        Assert.Equal(pauses.Order(), pauses);
        Assert.True(pauses[^1] > 30 * pauses[1]);
        Assert.True(pauses[^1] <= 100 * Millisecond + 1);
    }

    [Fact]
    public void A_large_backlog_waits_for_no_pause()
    {
        for (var i = 0; i < 5; i++)
        {
            _switch.Note(i, isLarge: true);
            Assert.True(_switch.IsOn);
            _switch.Leave(i);
        }
        _switch.Note(6);
        Assert.False(_switch.IsOn);
    }

    [Fact]
    public void A_long_stay_makes_the_next_pause_short_again()
    {
        for (var i = 0; i < 10; i++)
        {
            _switch.Note(i * 10_000 * Millisecond);
            for (var run = 0; run < 8; run++) _switch.NoteRun(1, i * 10_000 * Millisecond);
        }
        _switch.Note(200_000 * Millisecond);
        Assert.True(_switch.IsOn);
        _switch.Leave(300_000 * Millisecond);
        _switch.Note(300_002 * Millisecond);
        Assert.True(_switch.IsOn);
    }

    private void Run(params int[] rows)
    {
        foreach (var r in rows) _switch.NoteRun(r, 0);
    }
}
