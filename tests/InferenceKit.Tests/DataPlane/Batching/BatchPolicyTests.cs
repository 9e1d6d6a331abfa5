using InferenceKit.DataPlane.Batching;

namespace InferenceKit.Tests.DataPlane.Batching;

/// <summary>The table of decisions. A tick is a microsecond.</summary>
public sealed class BatchPolicyTests
{
    private static readonly QueueState Idle = new()
    {
        Mode = BatchingMode.Auto,
        Now = 1_000_000,
        Frequency = 1_000_000,
        Concurrency = 2,
        MaxRows = 32,
        TimeLeft = long.MaxValue,
        TightestDeadline = long.MaxValue,
        HasFreeSlot = true,
        OneRowP99 = 20,
    };

    private static readonly QueueState Arrival = Idle with { IsArrival = true };

    [Theory]
    [InlineData(BatchingMode.Auto)]
    [InlineData(BatchingMode.Off)]
    public void An_arrival_that_finds_nobody_runs_on_its_callers_thread(BatchingMode mode) =>
        Assert.Equal(BatchAction.RunInline, BatchPolicy.Decide(Arrival with { Mode = mode }).Action);

    public static TheoryData<string, long, long, int, bool, bool, bool> Crowded => new()
    {
        // why, p99, time left, waiting, batching, overrun, place
        { "others wait", 20, long.MaxValue, 1, false, false, true },
        { "callers pile up", 20, long.MaxValue, 0, true, false, true },
        { "no place", 20, long.MaxValue, 0, false, false, false },
        { "runs of a millisecond", 1_000, long.MaxValue, 0, false, false, true },
        { "a quarter of the time left", 20, 80, 0, false, false, true },
        { "it once overran", 20, long.MaxValue, 0, false, true, true },
    };

    [Theory]
    [MemberData(nameof(Crowded))]
    public void An_arrival_goes_to_the_queue_where(string why, long p99, long timeLeft, int waiting, bool isBatching, bool hasOverrun, bool hasPlace)
    {
        var state = Arrival with
        {
            OneRowP99 = p99,
            TimeLeft = timeLeft,
            WaitingRows = waiting,
            IsBatching = isBatching,
            HasOverrun = hasOverrun,
            HasFreeSlot = hasPlace,
        };
        Assert.True(BatchPolicy.Decide(state).Action == BatchAction.Enqueue, why);
    }

    [Fact]
    public void A_fixed_batch_is_never_formed_of_an_arrival_alone() =>
        Assert.Equal(BatchAction.Enqueue, BatchPolicy.Decide(Arrival with { Mode = BatchingMode.Fixed }).Action);

    [Theory]
    // Each place takes its share, up to the most that pays.
    [InlineData(1, 2, 32, 1)]
    [InlineData(2, 2, 32, 1)]
    [InlineData(9, 2, 32, 5)]
    [InlineData(64, 2, 32, 32)]
    [InlineData(500, 2, 32, 32)]
    [InlineData(7, 1, 32, 7)]
    [InlineData(7, 8, 32, 1)]
    [InlineData(7, 1, 1, 1)]
    public void A_turn_takes_a_share_of_what_waits(int waiting, int concurrency, int most, int rows)
    {
        var decision = BatchPolicy.Decide(Idle with { WaitingRows = waiting, Concurrency = concurrency, MaxRows = most });
        Assert.Equal((BatchAction.Run, rows), (decision.Action, decision.Rows));
    }

    [Theory]
    [InlineData(1, 32, ReleaseReason.Idle)]
    [InlineData(9, 32, ReleaseReason.Backlog)]
    [InlineData(64, 32, ReleaseReason.Full)]
    internal void The_reason_is_told(int waiting, int most, ReleaseReason reason) =>
        Assert.Equal(reason, BatchPolicy.Decide(Idle with { WaitingRows = waiting, MaxRows = most }).Reason);

    [Fact]
    public void Off_takes_one_row_whatever_waits() =>
        Assert.Equal(1, BatchPolicy.Decide(Idle with { Mode = BatchingMode.Off, WaitingRows = 100 }).Rows);

    [Fact]
    public void Nothing_runs_beyond_the_places_or_without_rows()
    {
        Assert.Equal(new(BatchAction.Wait), BatchPolicy.Decide(Idle with { WaitingRows = 100, Running = 2 }));
        Assert.Equal(new(BatchAction.Wait), BatchPolicy.Decide(Idle));
    }

    [Theory]
    // A run of 32 rows takes 320: in half of the time left there is room for so many.
    [InlineData(1_000, 32)]
    [InlineData(400, 16)]
    [InlineData(100, 4)]
    [InlineData(30, 1)]
    public void A_near_deadline_takes_fewer_rows(long timeLeft, int rows)
    {
        var decision = BatchPolicy.Decide(Idle with
        {
            WaitingRows = 64,
            ExpectedFull = 320,
            ExpectedOne = 10,
            TightestDeadline = Idle.Now + timeLeft,
        });
        Assert.Equal(rows, decision.Rows);
        Assert.Equal(rows == 32 ? ReleaseReason.Full : ReleaseReason.Deadline, decision.Reason);
    }

    // Of all that waits and runs: a place whose callers have all come back takes them all, and what another has too many of.
    [Theory]
    [InlineData(32, 32, 32)]
    [InlineData(20, 44, 20)]
    [InlineData(44, 20, 32)]
    [InlineData(64, 0, 32)]
    public void A_turn_takes_a_share_of_what_waits_and_runs(int waiting, int running, int rows) =>
        Assert.Equal(rows, BatchPolicy.Decide(Idle with { WaitingRows = waiting, Running = 1, RunningRows = running, MaxRows = 64 }).Rows);

    [Fact]
    public void Where_more_waits_than_the_next_runs_take_runs_stay_full_whatever_the_deadline() =>
        Assert.Equal(
            new(BatchAction.Run, 32, Reason: ReleaseReason.Full),
            BatchPolicy.Decide(Idle with { WaitingRows = 65, Concurrency = 2, ExpectedFull = 320, ExpectedOne = 10, TightestDeadline = Idle.Now + 100 }));

    [Theory]
    [InlineData(64, true, 32)]
    [InlineData(64, false, 16)]
    [InlineData(65, false, 16)]
    public void Where_requests_are_turned_away_and_enough_wait_runs_stay_full(int waiting, bool isShedding, int rows) =>
        Assert.Equal(rows, BatchPolicy.Decide(Idle with
        {
            WaitingRows = waiting,
            IsShedding = isShedding,
            ExpectedFull = 80,
            ExpectedOne = 1,
            TightestDeadline = Idle.Now + 82,
        }).Rows);

    [Fact]
    public void A_deadline_that_not_even_one_row_can_meet_holds_up_nobody() =>
        Assert.Equal(32, BatchPolicy.Decide(Idle with { WaitingRows = 100, ExpectedFull = 320, ExpectedOne = 10, TightestDeadline = Idle.Now + 5 }).Rows);

    private static readonly QueueState Fixed = Idle with { Mode = BatchingMode.Fixed, WaitingRows = 3, MaxRows = 8, MaxDelay = 1_000, Oldest = Idle.Now - 400 };

    [Fact]
    public void A_fixed_batch_waits_for_its_first_rows_delay() =>
        Assert.Equal(new(BatchAction.Wait, Until: Fixed.Oldest + 1_000), BatchPolicy.Decide(Fixed));

    [Fact]
    public void A_fixed_batch_goes_after_the_delay() =>
        Assert.Equal(new(BatchAction.Run, 3, Reason: ReleaseReason.Delay), BatchPolicy.Decide(Fixed with { Oldest = Idle.Now - 1_000 }));

    [Fact]
    public void A_fixed_batch_goes_when_it_is_full() =>
        Assert.Equal(new(BatchAction.Run, 8, Reason: ReleaseReason.Full), BatchPolicy.Decide(Fixed with { WaitingRows = 20 }));

    [Fact]
    public void A_fixed_batch_does_not_wait_past_a_deadline()
    {
        var near = Fixed with { ExpectedFull = 100, TightestDeadline = Idle.Now + 500 };
        Assert.Equal(Idle.Now + 300, BatchPolicy.Decide(near).Until);
        Assert.Equal(new(BatchAction.Run, 3, Reason: ReleaseReason.Deadline), BatchPolicy.Decide(near with { TightestDeadline = Idle.Now + 200 }));
    }
}
