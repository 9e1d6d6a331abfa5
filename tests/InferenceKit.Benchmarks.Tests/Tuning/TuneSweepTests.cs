using InferenceKit.Benchmarks.Models;
using InferenceKit.Benchmarks.Tuning;

namespace InferenceKit.Benchmarks.Tests.Tuning;

public sealed class TuneSweepTests
{
    [Theory]
    [InlineData(1, "1x1")]
    [InlineData(2, "1x1 1x2 2x1")]
    [InlineData(6, "1x1 1x2 1x4 1x6 2x1 2x2 4x1 6x1")]
    public void Threads_and_runs_together_take_no_more_than_the_cores(int cores, string expected) =>
        Assert.Equal(expected, string.Join(' ', TuneSweep.Shares(cores).Select(s => $"{s.Threads}x{s.Concurrency}")));

    [Fact]
    public async Task Every_setting_is_tried_with_an_arena_and_without()
    {
        using var shelf = new ModelShelf();
        var told = new List<TunePoint>();

        var points = await new TuneSweep(TrafficModel.Of(shelf.Build(ModelRole.Mnist, seed: 1)), TimeSpan.FromSeconds(2)).RunAsync(2, told.Add);

        Assert.Equal(6, points.Select(p => p.Setting).Distinct().Count());

        // Two rounds, and what is known after the second is the result.
        Assert.Equal(12, told.Count);
        Assert.Equal(told[6..], points);
        Assert.All(points, p => Assert.True(p is { RowsPerSecond: > 0, P99Milliseconds: > 0, Setting.BatchSize: 1 }));
    }
}
