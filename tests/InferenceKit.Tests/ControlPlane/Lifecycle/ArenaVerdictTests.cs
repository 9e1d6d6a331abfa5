using InferenceKit.ControlPlane.Lifecycle;

namespace InferenceKit.Tests.ControlPlane.Lifecycle;

public sealed class ArenaVerdictTests
{
    [Theory]
    [InlineData(true, 130, 130, 130, 130, 130, 130)]
    [InlineData(true, 111, 112, 113, 114, 115, 116)]
    // One round that says the opposite may be chance.
    [InlineData(true, 130, 130, 60, 130, 130, 130)]
    [InlineData(false, 109, 109, 109, 109, 109, 109)]
    [InlineData(false, 100, 100, 100, 100, 100, 100)]
    [InlineData(false, 105, 105, 105, 105, 300, 300)]
    // Two contradict each other, however large the gain of the rest.
    [InlineData(false, 900, 900, 900, 900, 90, 90)]
    [InlineData(false, 130, 90, 130, 90, 130, 130)]
    public void The_arena_goes_when_the_gain_is_clear(bool expected, params int[] timesWithArena)
    {
        var verdict = new ArenaVerdict();
        foreach (var time in timesWithArena)
            if (verdict.IsOpen) verdict.Add(with: time, without: 100);

        Assert.False(verdict.IsOpen);
        Assert.Equal(expected, verdict.IsBetterWithout);
    }

    [Fact]
    public void Two_rounds_against_it_end_the_matter()
    {
        var verdict = new ArenaVerdict();
        verdict.Add(with: 100, without: 110);
        Assert.True(verdict.IsOpen);
        verdict.Add(with: 100, without: 100);

        Assert.False(verdict.IsOpen);
        Assert.False(verdict.IsBetterWithout);
    }

    [Fact]
    public void A_few_rounds_are_not_enough()
    {
        var verdict = new ArenaVerdict();
        verdict.Add(with: 200, without: 100);

        Assert.True(verdict.IsOpen);
        Assert.False(verdict.IsBetterWithout);
    }
}
