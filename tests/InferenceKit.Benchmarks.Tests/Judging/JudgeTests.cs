using InferenceKit.Benchmarks.Judging;

namespace InferenceKit.Benchmarks.Tests.Judging;

public sealed class JudgeTests
{
    [Fact]
    public void A_steady_ratio_above_its_target_passes()
    {
        var judgement = Judge.Of(Pairs(20, subject: 200, baseline: 100), Target.RatioAtLeast(1.5));

        Assert.Equal(Verdict.Pass, judgement.Verdict);
        Assert.Equal(2, judgement.Ratio);
        Assert.Equal(new(2, 2), judgement.Interval);
        Assert.False(judgement.IsOfAdded);
    }

    [Fact]
    public void The_ratio_is_the_median_of_the_pairs_and_not_of_the_sides()
    {
        // The machine becomes ten times slower half way: the sides' own spread is huge, the pairs' is nothing.
        Pair[] pairs = [.. Pairs(10, 110, 100), .. Pairs(10, 1100, 1000)];

        var judgement = Judge.Of(pairs, Target.RatioAtMost(1.2));

        Assert.Equal(1.1, judgement.Ratio, 9);
        Assert.Equal(0, judgement.Interval.Width, 9);
    }

    [Fact]
    public void Fewer_than_twenty_pairs_say_nothing() =>
        Assert.Equal(Verdict.NotMeasurableHere, Judge.Of(Pairs(19, 200, 100), Target.RatioAtLeast(1.5)).Verdict);

    [Fact]
    public void An_added_amount_is_judged_by_the_paired_differences()
    {
        var judgement = Judge.Of(Pairs(30, 2.15, 2.0), Target.AddedAtMost(0.3, "us"));

        Assert.Equal(Verdict.Pass, judgement.Verdict);
        Assert.True(judgement.IsOfAdded);
        Assert.Equal(0.15, judgement.Interval.Low, 9);
        Assert.Equal(1.075, judgement.Ratio, 9);
    }

    [Theory]
    [InlineData(1.9, 1.0, true, true)]     // 1.9x, yet only 0.9 ms more
    [InlineData(12.0, 10.0, true, false)]  // 2 ms more, yet only 1.2x
    [InlineData(20.0, 10.0, false, false)]
    public void Of_two_allowances_the_larger_one_holds(double subject, double baseline, bool passes, bool isOfAdded)
    {
        var judgement = Judge.Of(Pairs(20, subject, baseline), Target.RatioOrAddedAtMost(1.3, 1, "ms"));

        Assert.Equal(passes ? Verdict.Pass : Verdict.Miss, judgement.Verdict);
        Assert.Equal(isOfAdded, judgement.IsOfAdded);
    }

    [Fact]
    public void Without_a_target_the_line_is_for_information() =>
        Assert.Equal(Verdict.Information, Judge.Of(Pairs(20, 1, 1), Target.None).Verdict);

    [Fact]
    public void A_counted_value_is_held_against_its_limit()
    {
        Assert.Equal(Verdict.Pass, Judge.Of(0, Target.AtMost(0, "B")));
        Assert.Equal(Verdict.Miss, Judge.Of(24, Target.AtMost(0, "B")));
        Assert.Equal(Verdict.Information, Judge.Of(24, Target.None));
    }

    private static Pair[] Pairs(int count, double subject, double baseline) =>
        Enumerable.Repeat(new Pair(subject, baseline), count).ToArray();
}
