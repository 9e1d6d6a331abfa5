using InferenceKit.Sessions;
using InferenceKit.Sessions.Rows;
using InferenceKit.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace InferenceKit.Tests.Sessions.Onnx.Outputs;

/// <summary>The largest output, declared or real.</summary>
public sealed class OutputLimitTests
{
    private const int Limit = 4096;

    [Theory]
    [InlineData(1025L, 1L)]
    [InlineData(long.MaxValue / 2, long.MaxValue / 2)]
    public void Rows_that_are_declared_larger_are_found_before_memory_is_reserved(long height, long width)
    {
        var signature = new ModelSignature(
            [new ValueSpec("x", ValueKind.Tensor, ElementType.Float32, [null, 1])],
            [
                new ValueSpec("fine", ValueKind.Tensor, ElementType.Float32, [null, 1024]),
                new ValueSpec("open", ValueKind.Tensor, ElementType.Float32, [null, null, long.MaxValue]),
                new ValueSpec("huge", ValueKind.Tensor, ElementType.Float32, [null, height, width]),
            ]);

        var problem = DeclaredOutputs.FindTooLarge(signature, Limit);

        Assert.Contains("Output 'huge'", problem!, StringComparison.Ordinal);
        Assert.Contains("the limit is 4,096 (Execution:MaxOutputBytes)", problem!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_version_that_declares_larger_rows_is_not_loaded()
    {
        var services = new ServiceCollection();
        services.AddInference().AddModel("wide", Wide(2048), o => o.Execution.MaxOutputBytes = Limit);
        await using var provider = services.BuildServiceProvider();

        var thrown = await Assert.ThrowsAsync<InferenceException>(() => provider.StartInferenceAsync(TestContext.Current.CancellationToken));

        Assert.Contains("Output 'y'", thrown.Message, StringComparison.Ordinal);
        Assert.Contains("8,192 bytes a row; the limit is 4,096", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_whose_output_turns_out_larger_fails_alone()
    {
        var services = new ServiceCollection();
        services.AddInference().AddModel<int, float>(
            "wide", (n, writer) => writer.Row<float>(0, [n]).Fill(1), reader => reader.Row<float>(0)[0],
            m => m.FromBytes(Wide(OnnxDimension.Dynamic)).Configure(o => o.Execution.MaxOutputBytes = Limit));
        await using var provider = services.BuildServiceProvider();
        await provider.StartInferenceAsync(TestContext.Current.CancellationToken);
        var predictor = provider.GetRequiredService<IPredictor<int, float>>();
        var client = provider.GetRequiredService<IInferenceClient>();

        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(1, (await predictor.PredictAsync(1024)).Value);
            var failure = (await predictor.TryPredictAsync(1025)).Failure!;
            Assert.Equal(InferenceError.InvalidOutput, failure.Error);
            Assert.Equal("wide/1: Output 'y' takes 4,100 bytes or more; the limit is 4,096 (Execution:MaxOutputBytes).", failure.Message);
        }

        // Of a request on values all rows are one output.
        using var fits = await client.InferAsync(new("wide", new NamedValue("x", TensorValue.Copy(new float[1024], 2, 512))));
        Assert.Equal([2, 512], fits["y"].AsTensor().Shape.ToArray());
        var thrown = await Assert.ThrowsAsync<InferenceException>(async () =>
            await client.InferAsync(new("wide", new NamedValue("x", TensorValue.Copy(new float[1026], 2, 513)))));
        Assert.Equal(InferenceError.InvalidOutput, thrown.Failure.Error);
        Assert.Contains("Output 'y' takes 4,104 bytes", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Strings_count_with_their_bytes_before_they_are_copied()
    {
        using var session = TestModel.Load(OnnxModelBuilder.Create()
            .Input("x", ElementType.String, "n").Identity("x", "y").Output("y", ElementType.String, "n").Build());
        session.MaxOutputBytes = Limit;

        Assert.Equal(2, session.Infer(new NamedValue("x", TensorValue.Copy(["a", new string('b', 4000)], 2)))[0].Value.AsTensor().Length);
        foreach (var texts in new[] { Enumerable.Repeat("", 171).ToArray(), ["a", new string('b', 4096)] })
        {
            var thrown = Assert.Throws<InferenceException>(() => session.Infer(new NamedValue("x", TensorValue.Copy(texts, texts.Length))));
            Assert.Contains("'y'", thrown.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void All_items_of_a_sequence_count_together()
    {
        using var session = TestModel.Load(OnnxModelBuilder.Create()
            .Input("x", ElementType.Float32, "n").Node("SequenceConstruct", ["x", "x"], ["y"])
            .Output("y", OnnxType.Sequence(OnnxType.Tensor(ElementType.Float32, "n"))).Build());
        session.MaxOutputBytes = Limit;

        Assert.Equal(2, session.Infer(new NamedValue("x", TensorValue.Copy(new float[506], 506)))[0].Value.AsSequence().Items.Count);
        Assert.Throws<InferenceException>(() => session.Infer(new NamedValue("x", TensorValue.Copy(new float[507], 507))));
    }

    [Fact]
    public void What_is_refused_is_freed_and_the_next_run_is_as_usual()
    {
        using var session = TestModel.Load(Wide(OnnxDimension.Dynamic));
        session.MaxOutputBytes = Limit;
        using var batch = session.CreateRows(2);

        Assert.Equal(RunStatus.InvalidOutput, Run(1025).Status);
        Assert.Equal(0, batch.Outputs[0].RowElements);
        Assert.Equal(RunStatus.Completed, Run(1024).Status);
        Assert.Equal(1024, batch.Outputs[0].RowElements);

        RunOutcome Run(int width)
        {
            batch.BeginRun();
            for (var i = 0; i < 2; i++)
            {
                batch.BeginRow().Row<float>(0, [width]).Fill(1);
                batch.EndRow();
            }
            return session.Run(batch);
        }
    }

    private static byte[] Wide(OnnxDimension width) => OnnxModelBuilder.Create("wide")
        .Input("x", ElementType.Float32, "batch", width).Identity("x", "y").Output("y", ElementType.Float32, "batch", width).Build();
}
