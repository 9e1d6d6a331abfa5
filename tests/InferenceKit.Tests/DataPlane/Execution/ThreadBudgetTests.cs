using InferenceKit.DataPlane.Execution;

namespace InferenceKit.Tests.DataPlane.Execution;

public sealed class ThreadBudgetTests
{
    [Fact]
    public void There_are_as_many_threads_as_cores_and_who_is_refused_is_told_when_one_is_free()
    {
        var budget = new ThreadBudget(2);
        var (a, b) = (new User(), new User());
        Assert.True(Take(budget, a));
        Assert.True(Take(budget, a));
        Assert.False(Take(budget, b));
        Assert.False(budget.TryKeep(a, 10));
        budget.Return(a, wasLong: false, ticks: 0);
        Assert.Equal((0, 1), (a.Told, b.Told));
        Assert.True(budget.TryKeep(a, 10));
        Assert.True(Take(budget, b));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 1)]
    [InlineData(1, 4)]
    public void Models_that_always_want_more_get_time_by_their_weight(int weightA, int weightB)
    {
        var budget = new ThreadBudget(1);
        var (a, b) = (new User { Weight = weightA }, new User { Weight = weightB });
        var running = a;
        Assert.True(Take(budget, a));
        Assert.False(Take(budget, b));
        for (var i = 0; i < 8_000; i++)
        {
            // Long and short runs: time counts, not runs.
            var ticks = running == a ? 100 : 7;
            running.Time += ticks;
            if (budget.TryKeep(running, ticks)) continue;
            budget.Return(running, wasLong: false, 0);
            var other = running == a ? b : a;
            Assert.True(Take(budget, other));
            Assert.False(Take(budget, running));
            running = other;
        }
        Assert.Equal((double)weightA / weightB, (double)a.Time / b.Time, 0.05 * weightA / weightB);
    }

    [Fact]
    public void Who_was_idle_has_no_credit_from_it()
    {
        var budget = new ThreadBudget(1);
        var (busy, late) = (new User(), new User());
        Assert.True(Take(budget, busy));
        for (var i = 0; i < 100; i++) Assert.True(budget.TryKeep(busy, 1_000));
        Assert.False(Take(budget, late));
        Assert.Equal(100_000, late.Account);
    }

    [Fact]
    public void Long_runs_that_have_all_cores_leave_one_as_soon_as_others_come()
    {
        var budget = new ThreadBudget(2);
        var (a, b) = (new User(), new User());
        Assert.True(budget.TryTake(a, isLong: true, leavesOne: false));
        Assert.True(budget.TryTake(b, isLong: true, leavesOne: false));
        Assert.True(budget.TryKeep(a, 10, isLong: true, leavesOne: false));
        Assert.False(budget.TryKeep(a, 10, isLong: true, leavesOne: true));
        budget.Return(a, wasLong: true, 0);
        Assert.False(budget.TryTake(a, isLong: true, leavesOne: true));
        Assert.True(budget.TryKeep(b, 10, isLong: true, leavesOne: true));
        Assert.Equal((20, 10), (a.Account, b.Account));
    }

    [Fact]
    public void Short_runs_go_beside_long_ones_even_on_one_core()
    {
        var budget = new ThreadBudget(1);
        var (slow, fast) = (new User(), new User());
        Assert.True(budget.TryTake(slow, isLong: true, leavesOne: true));
        Assert.True(budget.TryTake(fast, isLong: false, leavesOne: false));
        Assert.False(budget.TryTake(fast, isLong: true, leavesOne: false));
        budget.Return(slow, wasLong: true, 1);
        Assert.Equal(1, fast.Told);
    }

    [Fact]
    public void Long_runs_leave_the_last_core_to_others_if_there_are_any()
    {
        var budget = new ThreadBudget(2);
        var (slow, quick) = (new User(), new User());
        Assert.True(budget.TryTake(slow, isLong: true, leavesOne: true));
        Assert.False(budget.TryTake(slow, isLong: true, leavesOne: true));
        Assert.True(Take(budget, quick));
        budget.Return(quick, wasLong: false, 1);
        Assert.True(budget.TryTake(slow, isLong: true, leavesOne: false));
    }

    [Fact]
    public void One_core_is_shared_with_nobody() => Assert.True(new ThreadBudget(1).TryTake(new User(), isLong: true, leavesOne: true));

    private static bool Take(ThreadBudget budget, User user) => budget.TryTake(user, isLong: false, leavesOne: false);

    private sealed class User : IThreadUser
    {
        public int Weight { get; init; } = 1;

        public double Account { get; set; }

        public bool IsInLine { get; set; }

        public int Told { get; private set; }

        public long Time { get; set; }

        public void OnThreadFree() => Told++;
    }
}
