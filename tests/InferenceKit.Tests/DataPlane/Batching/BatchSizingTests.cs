using InferenceKit.DataPlane.Batching.Sizing;
using InferenceKit.Serving;

namespace InferenceKit.Tests.DataPlane.Batching;

/// <summary>What is learnt of cost curves that are known here. A tick is a microsecond.</summary>
public sealed class BatchSizingTests
{
    private const long Second = 1_000_000;
    private readonly CostCurve _curve = new(Second);
    private readonly BatchSizing _sizing;
    private long _now = Second;

    public BatchSizingTests() => _sizing = new(_curve, Second);

    [Fact]
    public void Until_the_time_of_one_row_is_known_each_runs_alone()
    {
        Assert.Equal(1, _sizing.Limit);
        Live(rows => 100 + rows, runs: 7, most: 1);
        Assert.Equal(1, _sizing.Limit);
        Live(rows => 100 + rows, runs: 1, most: 1);
        Assert.Equal(2, _sizing.Limit);
    }

    [Fact]
    public void A_fixed_cost_a_run_makes_it_climb_to_the_elbow()
    {
        Live(rows => 100 + 4 * rows, runs: 2_000);
        Assert.True(_sizing.Pays);
        // 4 + 100/n: within 5 % of the best of 1,024 rows, 4.098, from 512 rows on.
        Assert.InRange(_sizing.Limit, 256, 1024);
    }

    [Fact]
    public void A_curve_that_flattens_stops_it_early()
    {
        Live(rows => rows <= 16 ? 100 + 10 * rows : 17 * rows, runs: 2_000);
        Assert.InRange(_sizing.Limit, 8, 32);
    }

    [Fact]
    public void What_loses_by_sharing_runs_is_left_alone()
    {
        Live(rows => 4_000 * rows * (rows > 1 ? 1.3 : 1), runs: 100);
        Assert.False(_sizing.Pays);
        Assert.Equal(1, _sizing.Limit);
    }

    [Fact]
    public void A_gain_of_a_tenth_is_none()
    {
        Live(rows => 1_000 * rows * (rows > 1 ? 0.9 : 1), runs: 500);
        Assert.False(_sizing.Pays);
    }

    [Fact]
    public void What_did_not_pay_is_tried_again_later_and_each_time_after_longer()
    {
        Live(rows => 4_000 * rows * (rows > 1 ? 1.3 : 1), runs: 100);
        var tries = 0;
        for (var second = 0; second < 60; second++)
        {
            _now += Second;
            var before = _sizing.Pays;
            Live(rows => 4_000 * rows * (rows > 1 ? 1.3 : 1), runs: 40);
            if (!before && _curve.Count(1) is > 0 and < 100) tries++;
        }
        Assert.False(_sizing.Pays);
        // The rows have become such that it pays.
        _now += 600 * Second;
        Live(rows => 4_000 + rows, runs: 400);
        Assert.True(_sizing.Pays);
        Assert.True(_sizing.Limit > 1);
    }

    [Fact]
    public void Where_few_callers_gained_nothing_many_are_tried_as_soon_as_they_come()
    {
        // Four rows gain an eighth, 32 gain half.
        double Cost(int rows) => rows * (rows switch { 1 => 100, < 4 => 94, < 8 => 88, < 16 => 70, < 32 => 55, _ => 50 });
        Live(Cost, runs: 200, most: 4);
        Assert.False(_sizing.Pays);
        _sizing.NoteCrowd(4);
        Assert.False(_sizing.Pays);
        _sizing.NoteCrowd(8);
        Assert.True(_sizing.Pays);
        Live(Cost, runs: 500, most: 32);
        Assert.True(_sizing.Pays);
        Assert.InRange(_sizing.Limit, 8, 32);
    }

    [Fact]
    public void One_row_alone_is_looked_at_again_each_second_so_that_a_slow_beginning_is_forgotten()
    {
        Live(rows => rows == 1 ? 1_000 : 400 * rows, runs: 500);
        Assert.True(_sizing.Pays);
        Assert.False(_sizing.IsProbingOne);
        _now += 2 * Second;
        // Now it is known to be no slower than the others.
        Live(rows => 400 * rows, runs: 14);
        Assert.False(_sizing.Pays);
    }

    [Fact]
    public void What_does_not_pay_for_its_cost_does_not_for_a_crowd_either()
    {
        Live(rows => 4_000 * rows * (rows > 1 ? 1.3 : 1), runs: 100);
        _sizing.NoteCrowd(1_000);
        Assert.False(_sizing.Pays);
    }

    [Fact]
    public void Runs_that_are_disturbed_now_and_then_do_not_mislead_it()
    {
        var random = new Random(7);
        Live(rows => (100 + 4 * rows) * (random.Next(5) == 0 ? 50 : 1), runs: 2_000);
        Assert.True(_sizing.Pays);
        Assert.InRange(_sizing.Limit, 64, 1024);
    }

    [Fact]
    public void No_more_rows_than_allowed_are_ever_asked_for()
    {
        _sizing.LimitTo(100);
        for (var i = 0; i < 2_000; i++)
        {
            Live(rows => 100 + rows, runs: 1);
            Assert.InRange(_sizing.Limit, 1, 100);
        }
        Assert.Equal(100, _sizing.Limit);
        _sizing.LimitTo(1);
        Assert.Equal(1, _sizing.Limit);
    }

    [Fact]
    public void A_model_that_fails_whatever_it_is_given_runs_one_row_at_a_time_until_a_row_succeeds()
    {
        Live(rows => 100 + rows, runs: 500);
        _sizing.NoteFailure(failedAll: true);
        Assert.Equal(1, _sizing.Limit);
        Assert.True(_sizing.MustRunAlone);
        Live(rows => 100 + rows, runs: 1);
        Assert.True(_sizing.Limit > 1);
    }

    /// <summary>Runs as large as it asks for, or as come together.</summary>
    private void Live(Func<int, double> cost, int runs, int most = 1024)
    {
        for (var i = 0; i < runs; i++)
        {
            var rows = Math.Min(_sizing.Limit, most);
            var ticks = (long)cost(rows);
            _now += ticks;
            _sizing.Observe(rows, ticks, _now);
        }
    }
}
