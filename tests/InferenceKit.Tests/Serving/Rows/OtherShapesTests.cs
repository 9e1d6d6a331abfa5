using InferenceKit.Testing;
using Microsoft.Extensions.Logging;

namespace InferenceKit.Tests.Serving.Rows;

/// <summary>Outputs that come in another shape than the model declares, or do not count rows: they are answered as the runtime gives them.</summary>
public sealed class OtherShapesTests
{
    public static TheoryData<string, byte[]> Models => new()
    {
        { "another width", DependentModels.ComesAs([-1, 1], "batch", 4) },
        { "rows in the second dimension", DependentModels.ComesAs([1, -1], "batch", OnnxDimension.Dynamic) },
        { "two dimensions before", DependentModels.ComesAs([1, 1, -1], "batch", 1, OnnxDimension.Dynamic) },
        { "finds", DependentModels.Finds() },
    };

    [Theory]
    [MemberData(nameof(Models), DisableDiscoveryEnumeration = true)]
    public async Task Values_and_typed_rows_come_as_the_runtime_gives_them(string what, byte[] model)
    {
        await using var host = await RowHost.StartAsync(model, Whole());
        Assert.False(host.Batching.MayShareRuns, what);
        var width = what == "finds" ? 3 : 2;

        await DependentRowsTests.Parallel(async seed =>
        {
            var row = RowHost.Values(width, seed);
            var alone = host.Raw(row, 1, width).Values;
            Assert.Equal(what == "finds" ? [alone.Length] : alone, await host.PredictAsync(row));
            var values = RowHost.Values(4 * width, seed);
            RowHost.AssertSame(host.Raw(values, 4, width), await host.InferAsync(values, 4, width));
        });
        var inputs = Enumerable.Range(0, 50).Select(seed => RowHost.Values(width, seed)).ToArray();
        var outputs = new float[inputs.Length][];
        await host.Predictor.PredictManyAsync(inputs, outputs, cancellationToken: TestContext.Current.CancellationToken);
        for (var i = 0; i < inputs.Length && what != "finds"; i++) RowHost.AssertSame(host.Raw(inputs[i], 1, width).Values, outputs[i]);
    }

    [Fact]
    public async Task A_live_run_that_comes_in_another_shape_is_answered_as_it_is()
    {
        await using var host = await RowHost.StartAsync(DependentModels.LeavesOutRows(), Whole());
        Assert.True(host.Batching.MayShareRuns, host.Batching.WhyNotShared);

        Assert.Empty(await host.PredictAsync([-2000, 1]));
        Assert.Equal((float[])[3, 4], await host.PredictAsync([3, 4]));
        float[] values = [1, 2, -2000, 3, 4, 5, 6, 7];
        RowHost.AssertSame(host.Raw(values, 4, 2), await host.InferAsync(values, 4, 2));
        await DependentRowsTests.Parallel(async seed =>
        {
            float[] mixed = [seed, 2, seed % 2 == 0 ? -2000 : 3, seed, 4, 5];
            RowHost.AssertSame(host.Raw(mixed, 3, 2), await host.InferAsync(mixed, 3, 2));
            Assert.Equal(seed % 3 == 0 ? [] : (float[])[seed, 1], await host.PredictAsync([seed, seed % 3 == 0 ? -2000 : 1]));
        });
        var inputs = Enumerable.Range(0, 100).Select(i => new float[] { i, i % 7 == 0 ? -2000 : 1 }).ToArray();
        var outputs = new float[inputs.Length][];
        await host.Predictor.PredictManyAsync(inputs, outputs, cancellationToken: TestContext.Current.CancellationToken);
        for (var i = 0; i < inputs.Length; i++) Assert.Equal(i % 7 == 0 ? [] : inputs[i], outputs[i]);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(100)]
    public async Task So_is_one_that_is_larger_than_the_largest_run(int rows)
    {
        await using var host = await RowHost.StartAsync(DependentModels.LeavesOutRows(), Whole());
        var values = RowHost.Values(2 * rows, seed: 1);
        values[2] = -2000;

        RowHost.AssertSame(host.Raw(values, rows, 2), await host.InferAsync(values, rows, 2));
    }

    [Fact]
    public async Task A_model_without_rows_that_comes_in_another_shape_than_it_declares_is_answered()
    {
        await using var host = await RowHost.StartAsync(DependentModels.WithoutRows(), Whole());

        Assert.Equal((float[])[5, 6], await host.PredictAsync([5, 6]));
        RowHost.AssertSame(host.Raw([5, 6], 1, 2), await host.InferAsync([5, 6], 1, 2));
        Assert.DoesNotContain(host.Log.GetSnapshot(), r => r.Level >= LogLevel.Error);
    }

    [Fact]
    public async Task A_detector_loads_without_an_error_in_the_log()
    {
        await using var host = await RowHost.StartAsync(DependentModels.Finds(), Whole());

        Assert.DoesNotContain(host.Log.GetSnapshot(), r => r.Level >= LogLevel.Warning || (r.Level > LogLevel.Debug && r.Exception is not null));
        Assert.Contains(host.Log.GetSnapshot(), r => r.Id.Id == 2050);
    }

    // The answer's floats, or how many whole numbers it has.
    private static PredictionCodec<float[], float[]> Whole() => Codec.Create<float[], float[]>(
        (row, writer) => row.CopyTo(writer.Row<float>(0)),
        reader => reader.Value(0).AsTensor() is { ElementType: ElementType.Float32 } tensor ? tensor.AsSpan<float>().ToArray() : [reader.Value(0).AsTensor().Length]);
}
