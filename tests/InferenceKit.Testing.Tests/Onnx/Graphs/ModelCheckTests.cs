using Microsoft.ML.OnnxRuntime;

namespace InferenceKit.Testing.Tests.Onnx.Graphs;

public sealed class ModelCheckTests
{
    [Fact]
    public void Every_mistake_is_named_at_once()
    {
        var message = Message(OnnxModelBuilder.Create("broken")
            .Input("x", ElementType.Float32, 1)
            .Input("x", ElementType.Float32, 1)
            .Relu("nowhere", "a")
            .Relu("later", "b")
            .Relu("x", "later")
            .StringConcat("x", "x", "c")
            .Node("FusedGemm", ["x"], ["d"], domain: OnnxDomain.Microsoft)
            .Node("Relu", ["x"], ["e"], name: "twin")
            .Node("Relu", ["x"], ["f"], name: "twin")
            .Output("y", ElementType.Float32, 1));
        Assert.Contains("'broken'", message, StringComparison.Ordinal);
        Assert.Contains("'x' is given twice: the second time by an input", message, StringComparison.Ordinal);
        Assert.Contains("'nowhere', which the Relu that gives 'a' takes, comes from nowhere", message, StringComparison.Ordinal);
        Assert.Contains("'later', which the Relu that gives 'b' takes, is given only by a later node", message, StringComparison.Ordinal);
        Assert.Contains("call Opset(20) or later", message, StringComparison.Ordinal);
        Assert.Contains("call Opset(\"com.microsoft\", version)", message, StringComparison.Ordinal);
        Assert.Contains("Two nodes have the name 'twin'", message, StringComparison.Ordinal);
        Assert.Contains("The output 'y' of the graph 'broken' comes from nowhere", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_graph_without_outputs_or_with_one_declared_twice_is_refused()
    {
        Assert.Contains("no output", Message(OnnxModelBuilder.Create().Input("x", ElementType.Float32)), StringComparison.Ordinal);
        Assert.Contains("'x' 2 times", Message(OnnxModelBuilder.Create().Input("x", ElementType.Float32).Output("x", ElementType.Float32).Output("x", ElementType.Float32)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_nested_graph_may_not_give_a_name_of_the_graph_around_it_again() =>
        Assert.Contains(
            "'x' is given twice",
            Message(OnnxModelBuilder.Create()
                .Input("x", ElementType.Float32)
                .If(true, ["y"], then => then.Relu("x", "x").Output("x", ElementType.Float32), otherwise => otherwise.Relu("x", "b").Output("b", ElementType.Float32))
                .Output("y", ElementType.Float32)),
            StringComparison.Ordinal);

    [Fact]
    public void A_broken_model_can_be_written_unchecked_and_ONNX_Runtime_refuses_it()
    {
        var model = OnnxModelBuilder.Create().Input("x", ElementType.Float32, 1).Node("NoSuchOperator", ["x"], ["y"]).Output("y", ElementType.Float32, 1);
        Assert.Throws<OnnxRuntimeException>(() => new OnnxRun(model.Build()));
        Assert.Throws<OnnxRuntimeException>(() => new OnnxRun(model.Output("z", ElementType.Float32, 1).BuildUnchecked()));
    }

    [Fact]
    public void Absent_arguments_are_refused()
    {
        var model = OnnxModelBuilder.Create();
        Assert.Throws<ArgumentException>(() => OnnxModelBuilder.Create(""));
        Assert.Throws<ArgumentException>(() => model.Input("", ElementType.Float32));
        Assert.Throws<ArgumentNullException>(() => model.Input("x", null!));
        Assert.Throws<ArgumentNullException>(() => model.Initializer("x", null!));
        Assert.Throws<ArgumentException>(() => model.Node("", ["x"], ["y"]));
        Assert.Throws<ArgumentException>(() => model.Node("Relu", ["x"], [null!]));
        Assert.Throws<ArgumentException>(() => model.Node("Relu", ["x"], ["y"], [null!]));
        Assert.Throws<ArgumentException>(() => OnnxAttribute.Of("", 1));
    }

    private static string Message(OnnxModelBuilder model) => Assert.Throws<InvalidOperationException>(model.Build).Message;
}
