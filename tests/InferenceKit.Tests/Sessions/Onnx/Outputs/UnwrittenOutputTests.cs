using InferenceKit.Sessions;
using InferenceKit.Sessions.Onnx;
using InferenceKit.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace InferenceKit.Tests.Sessions.Onnx.Outputs;

/// <summary>Outputs that ONNX Runtime does not write into memory that is bound for them.</summary>
public sealed class UnwrittenOutputTests
{
    [Fact]
    public void An_output_that_is_an_input_is_that_of_its_own_run()
    {
        using var session = TestModel.Load(Echo());
        using var batch = session.CreateRows(4);
        for (var run = 1; run < 5; run++)
        {
            batch.BeginRun();
            for (var row = 0; row < run; row++)
            {
                batch.BeginRow().Write<float>(0, [run, row]);
                Assert.True(batch.EndRow());
            }
            session.RunCompletely(batch);
            for (var row = 0; row < run; row++)
            {
                Assert.Equal([run, row], batch.Read(row).Row<float>(0).ToArray());
                Assert.Equal([-run, -row], batch.Read(row).Row<float>(1).ToArray());
                Assert.Equal([run, row], batch.GetValue(0, row).AsTensor().AsSpan<float>().ToArray());
            }
        }
    }

    [Theory]
    [InlineData(BatchingMode.Auto)]
    [InlineData(BatchingMode.Fixed)]
    [InlineData(BatchingMode.Off)]
    public async Task Every_caller_gets_back_its_own_input(BatchingMode mode)
    {
        var services = new ServiceCollection();
        services.AddInference(o => o.State.Persist = false).AddModel<float, (float, float)>(
            "echo", (x, writer) => writer.Row<float>(0).Fill(x), reader => (reader.Row<float>(0)[1], reader.Row<float>(1)[0]),
            m => m.FromBytes(Echo()).Configure(o => o.Batching.Mode = mode));
        await using var host = services.BuildServiceProvider();
        await host.StartInferenceAsync(TestContext.Current.CancellationToken);
        var predictor = host.GetRequiredService<IPredictor<float, (float, float)>>();
        var client = host.GetRequiredService<IInferenceClient>();

        await Task.WhenAll(Enumerable.Range(1, 8).Select(caller => Task.Run(async () =>
        {
            for (var i = 0; i < 50; i++)
            {
                var x = caller * 1000 + i;
                Assert.Equal((x, -x), (await predictor.PredictAsync(x)).Value);
                using var response = await client.InferAsync(new("echo", new NamedValue("x", TensorValue.Copy<float>([x, x, -x, -x], 2, 2))));
                Assert.Equal([x, x, -x, -x], response["x"].AsTensor().AsSpan<float>().ToArray());
                Assert.Equal([-x, -x, x, x], response["y"].AsTensor().AsSpan<float>().ToArray());
            }
        }, TestContext.Current.CancellationToken)));
    }

    [Fact]
    public void An_output_that_is_a_constant_is_that_constant()
    {
        using var session = TestModel.Load(OnnxModelBuilder.Create()
            .Input("x", ElementType.Float32, 2)
            .Initializer("weights", OnnxTensor.Vector(1f, 2f, 3f)).Initializer("two", OnnxTensor.Vector(2f))
            .Mul("weights", "two", "folded").Identity("weights", "same")
            .Add("x", 1f, "y")
            .Output("weights", ElementType.Float32, 3).Output("folded", ElementType.Float32, 3).Output("same", ElementType.Float32, 3)
            .Output("y", ElementType.Float32, 2).Build());
        using var batch = session.CreateRows(1);
        for (var run = 0; run < 3; run++)
        {
            batch.BeginRun();
            batch.BeginRow().Write<float>(0, [run, run]);
            Assert.True(batch.EndRow());
            session.RunCompletely(batch);
            Assert.Equal([1, 2, 3], batch.Read(0).Row<float>(0).ToArray());
            Assert.Equal([2, 4, 6], batch.Read(0).Row<float>(1).ToArray());
            Assert.Equal([1, 2, 3], batch.Read(0).Row<float>(2).ToArray());
            Assert.Equal([run + 1, run + 1], batch.Read(0).Row<float>(3).ToArray());
        }
        Assert.True(OutputsOf(session)![3]);
    }

    [Fact]
    public void What_a_branch_or_a_loop_passes_on_is_that_of_its_own_run()
    {
        using var session = TestModel.Load(OnnxModelBuilder.Create()
            .Input("x", ElementType.Float32, 2)
            .Relu("x", "positive").Node("ReduceSum", ["positive"], ["total"], [OnnxAttribute.Of("keepdims", 0)]).Node("Greater", ["total", 0f], ["any"])
            .Node("Cast", ["any"], ["trips"], [OnnxAttribute.Of("to", (int)ElementType.Int64)])
            .If("any", ["y"],
                then => then.Identity("x", "passed").Output("passed", ElementType.Float32, 2),
                otherwise => otherwise.Mul("x", 10f, "made").Output("made", ElementType.Float32, 2))
            .Loop("trips", OnnxOperand.None, ["x"], ["z"], body => body
                .Input("trip", ElementType.Int64).Input("go_on", ElementType.Bool).Input("state", ElementType.Float32, 2)
                .Identity("go_on", "still").Add("state", 1f, "next")
                .Output("still", ElementType.Bool).Output("next", ElementType.Float32, 2))
            .Output("y", ElementType.Float32, 2).Output("z", ElementType.Float32, 2).Build());
        using var batch = session.CreateRows(1);
        foreach (var x in (float[])[0, 3, -4, 5, -6, -7, 8])
        {
            batch.BeginRun();
            batch.BeginRow().Write<float>(0, [x, x]);
            Assert.True(batch.EndRow());
            session.RunCompletely(batch);
            var (y, z) = x > 0 ? (x, x + 1) : (x * 10, x);
            Assert.Equal([y, y], batch.Read(0).Row<float>(0).ToArray());
            Assert.Equal([z, z], batch.Read(0).Row<float>(1).ToArray());
        }
    }

    [Fact]
    public void Outputs_that_look_like_the_marker_are_still_those_of_the_run()
    {
        using var session = TestModel.Load(OnnxModelBuilder.Create()
            .Input("x", ElementType.UInt8, "batch", 4)
            .Node("BitwiseNot", ["x"], ["y"]).Output("y", ElementType.UInt8, "batch", 4).Opset(18).Build());
        using var batch = session.CreateRows(1);
        for (var run = 0; run < 3; run++)
        {
            batch.BeginRun();
            batch.BeginRow().Write<byte>(0, [0x5A, 0xA5, 0, 0xFF]);
            Assert.True(batch.EndRow());
            session.RunCompletely(batch);
            Assert.Equal([0xA5, 0x5A, 0xFF, 0], batch.Read(0).Row<byte>(0).ToArray());
        }
        Assert.Equal([true], OutputsOf(session)!);
    }

    [Fact]
    public void A_run_that_fails_shows_nothing()
    {
        using var session = TestModel.Load(OnnxModels.FailsWhenNegative());
        using var batch = session.CreateRows(1);
        foreach (var x in (float[])[-1, -2, 3, -1, 4])
        {
            batch.BeginRun();
            batch.BeginRow().Row<float>(0)[0] = x;
            Assert.True(batch.EndRow());
            var outcome = session.Run(batch);
            Assert.Equal(x < 0 ? RunStatus.Failed : RunStatus.Completed, outcome.Status);
            if (x == -2) Assert.Null(((OnnxModelSession)session).Proof.Written);
        }
        Assert.NotNull(((OnnxModelSession)session).Proof.Written);
    }

    [Fact]
    public void No_memory_is_reserved_once_outputs_are_the_runtimes()
    {
        using var session = TestModel.Load(Echo());
        session.UseRuntimeOutputs();
        using var batch = session.CreateRows(4);
        Assert.All(batch.Outputs, output => Assert.Equal(0, output.HeldBytes));
        batch.BeginRun();
        batch.BeginRow().Write<float>(0, [1, 2]);
        Assert.True(batch.EndRow());
        session.RunCompletely(batch);
        Assert.Equal([-1, -2], batch.Read(0).Row<float>(1).ToArray());
    }

    private static bool[]? OutputsOf(ModelSession session) => ((OnnxModelSession)session).Proof.Written;

    private static byte[] Echo() =>
        OnnxModelBuilder.Create().Input("x", ElementType.Float32, "batch", 2).Mul("x", -1f, "y")
            .Output("x", ElementType.Float32, "batch", 2).Output("y", ElementType.Float32, "batch", 2).Build();
}
