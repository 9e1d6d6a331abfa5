using InferenceKit.Testing;
using Microsoft.Extensions.Logging;

namespace InferenceKit.Tests.Runtime.Rows;

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
