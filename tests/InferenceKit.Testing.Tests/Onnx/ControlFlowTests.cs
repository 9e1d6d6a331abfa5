using Microsoft.ML.OnnxRuntime;

namespace InferenceKit.Testing.Tests.Onnx;

public sealed class ControlFlowTests
{
    [Fact]
    public void A_loop_hands_its_state_on_and_collects_what_each_trip_gives()
    {
        using var run = new OnnxRun(OnnxModelBuilder.Create()
            .Input("x", ElementType.Float32, 1)
            .Loop(3L, OnnxOperand.None, ["x"], ["y", "steps"], body => body
                .Input("trip", ElementType.Int64)
                .Input("go_on", ElementType.Bool)
                .Input("value", ElementType.Float32, 1)
                .Identity("go_on", "still")

                // "x" comes from the graph around the loop.
                .Add("value", "x", "next")
                .Identity("next", "step")
                .Output("still", ElementType.Bool)
                .Output("next", ElementType.Float32, 1)
                .Output("step", ElementType.Float32, 1))
            .Output("y", ElementType.Float32, 1)
            .Output("steps", ElementType.Float32, 3, 1)
            .Build());
        using var x = OrtValue.CreateTensorValueFromMemory(new[] { 2f }, [1]);
        using var outputs = run.Run(("x", x));
        Assert.Equal([8f], outputs[0].GetTensorDataAsSpan<float>().ToArray());
        Assert.Equal([4f, 6f, 8f], outputs[1].GetTensorDataAsSpan<float>().ToArray());
    }

    [Theory]
    [InlineData(1f, 10f)]
    [InlineData(-1f, -100f)]
    public void A_choice_runs_one_of_two_graphs(float value, float expected)
    {
        var model = OnnxModelBuilder.Create()
            .Input("x", ElementType.Float32)
            .Node("Greater", ["x", 0f], ["positive"])
            .If(
                "positive",
                ["y"],
                then => then.Mul("x", 10f, "ten").Output("ten", ElementType.Float32),
                otherwise => otherwise.Mul("x", 100f, "hundred").Output("hundred", ElementType.Float32))
            .Output("y", ElementType.Float32)
            .Build();
        Assert.Equal([expected], OnnxRun.Floats(model, [value]));
    }

    [Fact]
    public void Nodes_and_constants_of_nested_graphs_get_names_of_their_own()
    {
        var model = OnnxModelBuilder.Create()
            .Input("x", ElementType.Float32)
            .Mul("x", 2f, "Mul_1")
            .Mul("Mul_1", 2f, "Mul_1_input_1")
            .If(
                true,
                ["chosen"],
                then => then.Mul("x", 2f, "a").Mul("a", 2f, "b").Output("b", ElementType.Float32),
                otherwise => otherwise.Mul("x", 2f, "c").Output("c", ElementType.Float32))
            .Add("chosen", "Mul_1_input_1", "y")
            .Output("y", ElementType.Float32)
            .Build();
        Assert.Equal([24f], OnnxRun.Floats(model, [3]));
    }

    [Fact]
    public void A_body_that_does_not_fit_its_loop_is_refused_at_once()
    {
        var model = OnnxModelBuilder.Create();
        Assert.Contains("2 inputs", Loop(body => body.Input("trip", ElementType.Int64).Input("go_on", ElementType.Bool)), StringComparison.Ordinal);
        Assert.Contains("0 outputs", Loop(body => body.Input("a", ElementType.Int64).Input("b", ElementType.Bool).Input("c", ElementType.Float32)), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => model.If(true, ["y"], then => then.Input("x", ElementType.Float32), otherwise => { }));

        string Loop(Action<OnnxSubgraphBuilder> body) =>
            Assert.Throws<ArgumentException>(() => model.Loop(1L, OnnxOperand.None, ["x"], ["y"], body)).Message;
    }
}
