using InferenceKit.Testing;

namespace InferenceKit.Tests.Serving.Rows;

/// <summary>
/// Runs of one row each (<see cref="BatchingOptions.MaxRowsPerRun"/> is 1) of models whose outputs do not count rows: many rows are answered as the
/// runtime answers them, or refused.
/// </summary>
public sealed class OneRowPerRunTests
{
    private const int Rows = 6;

    public static TheoryData<string, BatchingMode> Models
    {
        get
        {
            var data = new TheoryData<string, BatchingMode>();
            foreach (var mode in Enum.GetValues<BatchingMode>())
                foreach (var name in (string[])["another width", "rows in the second dimension", "one for all", "finds", "leaves out", "softmax", "gram", "rows"]) data.Add(name, mode);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public async Task Many_rows_are_answered_as_the_runtime_answers_them(string name, BatchingMode mode)
    {
        await using var host = await StartAsync(name, mode);
        var width = WidthOf(name);
        for (var seed = 0; seed < 20; seed++)
        {
            var values = RowHost.Values(Rows * width, seed);
            long[] shape = name == "softmax" ? [Rows] : [Rows, width];
            RowHost.AssertSame(host.Raw(values, shape), await host.InferAsync(values, shape));
        }

        var inputs = Enumerable.Range(0, Rows).Select(seed => RowHost.Values(width, seed)).ToArray();
        var outputs = new float[Rows][];
        await host.Predictor.PredictManyAsync(inputs, outputs, cancellationToken: TestContext.Current.CancellationToken);
        for (var row = 0; row < Rows; row++) RowHost.AssertSame(host.Raw(inputs[row], name == "softmax" ? [1] : [1, width]).Values, outputs[row]);
    }

    [Theory]
    [InlineData(BatchingMode.Off)]
    [InlineData(BatchingMode.Auto)]
    [InlineData(BatchingMode.Fixed)]
    public async Task A_first_row_whose_output_counts_none_makes_the_request_run_whole(BatchingMode mode)
    {
        await using var host = await StartAsync("leaves out", mode);
        float[] values = [-2000, 1, 2, 3, 4, 5];
        Assert.True(host.Batching.MayShareRuns, host.Batching.WhyNotShared);

        RowHost.AssertSame(host.Raw(values, 3, 2), await host.InferAsync(values, 3, 2));

        Assert.False(host.Batching.MayShareRuns);
        Assert.Contains("did not count its 3 rows", host.Batching.WhyNotShared, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(BatchingMode.Off)]
    [InlineData(BatchingMode.Auto)]
    [InlineData(BatchingMode.Fixed)]
    public async Task A_later_row_whose_output_counts_none_refuses_the_request_and_the_next_runs_whole(BatchingMode mode)
    {
        await using var host = await StartAsync("leaves out", mode);
        float[] values = [2, 3, -2000, 1, 4, 5];

        var failure = (await Assert.ThrowsAsync<InferenceException>(() => host.InferAsync(values, 3, 2))).Failure;

        Assert.Equal((InferenceError.ExecutionFailed, true), (failure.Error, failure.IsTransient));
        Assert.Contains("try again, it will run whole", failure.Message, StringComparison.Ordinal);
        RowHost.AssertSame(host.Raw(values, 3, 2), await host.InferAsync(values, 3, 2));
    }

    private static Task<RowHost> StartAsync(string name, BatchingMode mode) =>
        RowHost.StartAsync(ModelOf(name), Whole(), mode, maxRowsPerRun: 1);

    private static int WidthOf(string name) => name switch
    {
        "finds" or "gram" => 3,
        "softmax" => 1,
        "rows" => 4,
        _ => 2,
    };

    private static byte[] ModelOf(string name) => name switch
    {
        "another width" => DependentModels.ComesAs([-1, 1], "batch", 4),
        "rows in the second dimension" => DependentModels.ComesAs([1, -1], "batch", OnnxDimension.Dynamic),
        // One element for all rows, in a dimension that could be theirs. Its shape is computed, so that shape inference does not notice.
        "one for all" => OnnxModelBuilder.Create()
            .Input("x", ElementType.Float32, "batch", 2)
            .Node("ReduceMax", ["x"], ["max"], [OnnxAttribute.Of("axes", [0L]), OnnxAttribute.Of("keepdims", 0L)])
            .Node("ReduceSum", ["x"], ["sum"], [OnnxAttribute.Of("keepdims", 0L)])
            .Mul("sum", OnnxTensor.Scalar(0f), "zero").Cast("zero", ElementType.Int64, "none")
            .Add("none", OnnxTensor.Vector<long>(1, 2), "shape")
            .Reshape("max", "shape", "y")
            .Output("y", ElementType.Float32, "batch", 2).BuildUnchecked(),
        "finds" => DependentModels.Finds(),
        "leaves out" => DependentModels.LeavesOutRows(),
        "rows" => OnnxModels.Mlp(inputs: 4, hidden: 8, outputs: 2),
        _ => DependentModels.Of(name),
    };

    private static PredictionCodec<float[], float[]> Whole() => Codec.Create<float[], float[]>(
        (row, writer) => row.CopyTo(writer.Row<float>(0)),
        reader => reader.Value(0).AsTensor() is { ElementType: ElementType.Float32 } tensor ? tensor.AsSpan<float>().ToArray()
            : Array.ConvertAll(reader.Value(0).AsTensor().AsSpan<long>().ToArray(), x => (float)x));
}
