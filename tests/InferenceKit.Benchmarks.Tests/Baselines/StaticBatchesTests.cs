using InferenceKit.Benchmarks.Baselines;
using InferenceKit.Benchmarks.Models;

namespace InferenceKit.Benchmarks.Tests.Baselines;

public sealed class StaticBatchesTests
{
    [Theory]
    [InlineData("SmallBoostedTrees", 7)]
    [InlineData("Mnist", 1)]
    public async Task Whole_batches_are_counted_and_their_scores_are_those_of_the_rows_alone(string role, int rowsPerRun)
    {
        using var shelf = new ModelShelf();
        var model = TrafficModel.Of(shelf.Build(Enum.Parse<ModelRole>(role), seed: 1));
        using var session = model.Open();
        using var batches = new StaticBatches(session, model.DrawRows(session), 7, threads: 2, timesRuns: true);

        var sample = await batches.MeasureAsync(TimeSpan.Zero, TimeSpan.FromMilliseconds(300));

        Assert.Equal(rowsPerRun, batches.RowsPerRun);
        Assert.True(sample.Calls > 0);
        Assert.Equal(0, sample.Calls % rowsPerRun);
        Assert.True(sample.Latencies.Count > 0);
    }
}
