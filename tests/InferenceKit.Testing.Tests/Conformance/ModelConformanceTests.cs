namespace InferenceKit.Testing.Tests.Conformance;

public sealed class ModelConformanceTests
{
    private static readonly ConformanceOptions Quick = new() { Requests = 200, Callers = 8 };

    private static readonly float[][] Pairs = [.. Enumerable.Range(0, 12).Select(i => new[] { i - 3f, (i * 7 % 5) + 0.5f })];

    private static OnnxModelBuilder CumulativeSum() => OnnxModelBuilder.Create("cumulative-sum")
        .Input("x", ElementType.Float32, "batch", 2)
        .Node("CumSum", ["x", 0L], ["y"])
        .Output("y", ElementType.Float32, "batch", 2);

    [Fact]
    public async Task A_model_with_rows_of_their_own_conforms()
    {
        var result = await ModelConformance.CheckAsync(OnnxModels.Mlp(2, 8, 3), Codec.Array<float, float>(), Pairs, options: Quick, cancellationToken: Token);

        Assert.True(result.Conforms, result.ToString());
        // Three modes; typed, many rows and on values.
        Assert.Equal(3 * 3 * 200, result.Answers, 100.0);
        Assert.Contains("are those of ONNX Runtime", result.ToString(), StringComparison.Ordinal);
        result.ThrowIfDifferent();
    }

    [Fact]
    public async Task Rows_that_depend_on_each_other_conform_while_nothing_says_that_they_do_not()
    {
        var result = await ModelConformance.CheckAsync(CumulativeSum(), Codec.Array<float, float>(), Pairs, options: Quick, cancellationToken: Token);

        Assert.True(result.Conforms, result.ToString());
    }

    [Fact]
    public async Task Rows_that_depend_on_each_other_are_found_where_an_option_says_that_they_do_not()
    {
        var declared = new ConformanceOptions { Requests = 200, Callers = 8, Configure = o => o.Batching.Rows = RowDimension.First };

        var result = await ModelConformance.CheckAsync(CumulativeSum(), Codec.Array<float, float>(), Pairs, options: declared, cancellationToken: Token);

        Assert.False(result.Conforms);
        Assert.Contains(result.Differences, d => d.Way.StartsWith("many rows", StringComparison.Ordinal) && d.Message.Contains("'y'", StringComparison.Ordinal));
        var exception = Assert.Throws<ConformanceException>(result.ThrowIfDifferent);
        Assert.Same(result, exception.Result);
        Assert.Contains("are not those of ONNX Runtime", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_codec_that_keeps_state_is_found()
    {
        var decoded = 0f;
        var counting = Codec.Create<float[], float>(
            (input, writer) => writer.Write<float>(0, input),
            reader => reader.Row<float>(0)[0] + Interlocked.Exchange(ref decoded, Volatile.Read(ref decoded) + 1));

        var result = await ModelConformance.CheckAsync(OnnxModels.RowSum(2), counting, Pairs, options: Quick, cancellationToken: Token);

        Assert.Contains(result.Differences, d => d.Message.Contains("the outputs are right", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_comparer_of_the_caller_decides_on_decoded_values()
    {
        var result = await ModelConformance.CheckAsync(
            OnnxModels.RowSum(2), Codec.Scalar<float, float>(), Pairs, (_, _) => false, Quick, Token);

        Assert.Equal(6, result.Differences.Select(d => d.Way).Distinct().Count());
    }

    [Fact]
    public async Task A_sample_that_fails_on_ONNX_Runtime_has_to_fail_here_too()
    {
        var result = await ModelConformance.CheckAsync(
            OnnxModels.FailsWhenNegative(), Codec.Scalar<float, float>(), [[1f], [-1f], [2f]], options: Quick, cancellationToken: Token);

        Assert.True(result.Conforms, result.ToString());
    }

    [Fact]
    public async Task Labels_and_maps_conform_typed_and_on_values()
    {
        var forest = OnnxModels.ForestClassifier(2, new[] { 3L, 5L, 8L });
        var labels = Codec.Create<float[], (long Label, string Map)>(
            (input, writer) => writer.Write<float>(0, input),
            reader => (reader.Row<long>(0)[0], reader.Value(1).Kind.ToString()));

        var typed = await ModelConformance.CheckAsync(forest, labels, Pairs, (e, a) => e == a, Quick, Token);
        var onValues = await ModelConformance.CheckValuesAsync(
            forest, Pairs.Select(pair => new[] { new NamedValue("x", TensorValue.Copy(pair, 1, 2)) }), Quick, Token);

        Assert.True(typed.Conforms, typed.ToString());
        Assert.True(onValues.Conforms, onValues.ToString());
        Assert.Equal(0, typed.Failures + onValues.Failures);
    }

    [Fact]
    public async Task A_file_conforms_as_its_bytes_do()
    {
        var folder = Directory.CreateTempSubdirectory("inferencekit-");
        try
        {
            var path = Path.Combine(folder.FullName, "model.onnx");
            await File.WriteAllBytesAsync(path, OnnxModels.RowSum(2), Token);

            var result = await ModelConformance.CheckAsync(path, Codec.Scalar<float, float>(), Pairs, options: Quick, cancellationToken: Token);

            Assert.True(result.Conforms, result.ToString());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_model_that_ONNX_Runtime_cannot_load_is_a_difference_and_no_exception()
    {
        var result = await ModelConformance.CheckAsync(new byte[] { 1, 2, 3 }, Codec.Scalar<float, float>(), Pairs, options: Quick, cancellationToken: Token);

        Assert.Contains("cannot load", Assert.Single(result.Differences).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_codec_that_does_not_suit_the_model_is_a_difference()
    {
        var result = await ModelConformance.CheckAsync(OnnxModels.RowSum(2), Codec.Scalar<long, float>(), [[1L]], options: Quick, cancellationToken: Token);

        Assert.Contains(result.Differences, d => d.Message.Contains("was not loaded", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_check_without_samples_is_refused()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => ModelConformance.CheckAsync(OnnxModels.RowSum(2), Codec.Scalar<float, float>(), [], cancellationToken: Token));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            () => ModelConformance.CheckAsync(OnnxModels.RowSum(2), Codec.Scalar<float, float>(), Pairs, options: new() { Callers = 0 }, cancellationToken: Token));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}
