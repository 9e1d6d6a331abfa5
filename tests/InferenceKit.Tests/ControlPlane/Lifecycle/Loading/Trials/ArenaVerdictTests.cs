using InferenceKit.ControlPlane.Lifecycle.Loading.Trials;

namespace InferenceKit.Tests.ControlPlane.Lifecycle.Loading.Trials;

public sealed class ArenaVerdictTests
{
    [Theory]
    [InlineData(true, 16, 0, 0)]
    [InlineData(true, 12, 4, 0)]
    [InlineData(true, 12, 0, 4)]
    [InlineData(false, 11, 5, 0)]
    [InlineData(false, 11, 0, 5)]
    [InlineData(false, 11, 3, 2)]
    [InlineData(false, 0, 16, 0)]
    [InlineData(false, 0, 0, 16)]
    public void The_arena_goes_when_most_pairs_are_clearly_faster_without(bool expected, int clearly, int hardly, int slower)
    {
        var verdict = new ArenaVerdict();
        Add(verdict, hardly, with: 110);
        Add(verdict, slower, with: 50);
        Add(verdict, clearly, with: 111);

        Assert.False(verdict.IsOpen);
        Assert.Equal(expected, verdict.IsBetterWithout);
    }

    [Fact]
    public void A_few_pairs_are_not_enough_for_it_to_go()
    {
        var verdict = new ArenaVerdict();
        Add(verdict, 15, with: 200);

        Assert.True(verdict.IsOpen);
        Assert.False(verdict.IsBetterWithout);
    }

    [Fact]
    public void A_few_pairs_against_it_end_the_matter()
    {
        var verdict = new ArenaVerdict();
        Add(verdict, 4, with: 100);
        Assert.True(verdict.IsOpen);
        Add(verdict, 1, with: 100);

        Assert.False(verdict.IsOpen);
        Assert.Equal(5, verdict.Pairs);
        Assert.Equal((100, 100), (verdict.WithArena, verdict.Without));
    }

    private static void Add(ArenaVerdict verdict, int pairs, long with)
    {
        for (var i = 0; i < pairs && verdict.IsOpen; i++) verdict.Add(with, without: 100);
    }
}
