using InferenceKit.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace InferenceKit.Tests.Sessions;

/// <summary>Rows so large that few of them have room in one run, from many callers at once.</summary>
public sealed class LargeRowTests
{
    [Theory]
    [InlineData(BatchingMode.Auto)]
    [InlineData(BatchingMode.Fixed)]
    public Task Pictures_of_any_size_are_answered_each_by_itself(BatchingMode mode) =>
        AskAsync(8, 3, Sum("height", "width", 3), [1200, 1200, 3], o => o.Batching.Mode = mode);

    [Fact]
    public Task Rows_of_a_fixed_size_beyond_the_limit_of_a_run_are_answered_each_by_itself() =>
        AskAsync(32, 2, Sum(393_216), [393_216], o =>
        {
            o.Batching.Mode = BatchingMode.Fixed;
            o.Batching.MaxBatchSize = 4;
        });

    private static byte[] Sum(params ReadOnlySpan<OnnxDimension> row)
    {
        OnnxDimension[] shape = ["batch", .. row];
        return OnnxModelBuilder.Create().Input("x", ElementType.Float32, shape)
            .Node("Flatten", ["x"], ["flat"]).ReduceSum("flat", "y").Output("y", ElementType.Float32, "batch", 1).Build();
    }

    private static async Task AskAsync(int callers, int requests, byte[] model, long[] shape, Action<ModelOptions> configure)
    {
        var services = new ServiceCollection();
        services.AddInference(o => o.State.Persist = false).AddModel<float, float>(
            "sums",
            (value, writer) =>
            {
                var row = writer.Row<float>(0, shape);
                (row[0], row[^1]) = (value, 1);
            },
            reader => reader.Row<float>(0)[0],
            m => m.FromBytes(model).Configure(configure));
        await using var host = services.BuildServiceProvider();
        await host.StartInferenceAsync(TestContext.Current.CancellationToken);
        var predictor = host.GetRequiredService<IPredictor<float, float>>();
        using var start = new Barrier(callers);
        await Task.WhenAll(Enumerable.Range(1, callers).Select(caller => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait(TestContext.Current.CancellationToken);
                for (var i = 0; i < requests; i++)
                    Assert.Equal(caller * 100 + i + 1f, predictor.PredictAsync(caller * 100 + i).AsTask().GetAwaiter().GetResult().Value);
            }, TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
    }
}
