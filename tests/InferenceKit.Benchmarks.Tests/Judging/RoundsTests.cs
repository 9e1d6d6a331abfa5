using InferenceKit.Benchmarks.Judging;

namespace InferenceKit.Benchmarks.Tests.Judging;

public sealed class RoundsTests
{
    [Fact]
    public async Task Every_other_round_goes_through_the_sides_in_the_opposite_order()
    {
        var order = new List<char>();
        Func<Task<int>>[] sides = [.. "abc".Select(c => (Func<Task<int>>)(() =>
        {
            order.Add(c);
            return Task.FromResult(order.Count);
        }))];

        var samples = await Rounds.MeasureAsync(sides, 2);

        Assert.Equal("abccba", string.Concat(order));
        Assert.Equal([1, 6], samples[0]);
        Assert.Equal([3, 4], samples[2]);
        Assert.Equal([new(1, 3), new(6, 4)], Rounds.Pairs(samples[0], samples[2], s => (double)s));
    }
}
