namespace InferenceKit.Testing.Tests.Onnx;

public sealed class AttributeTests
{
    [Fact]
    public void Integers_and_numbers_reach_the_node() =>
        Assert.Equal(
            [-0.25f, 2f],
            OnnxRun.Floats(Floats(model => model.Node("LeakyRelu", ["x"], ["y"], [OnnxAttribute.Of("alpha", 0.25f)])), [-1, 2], 1, 2));

    [Fact]
    public void Lists_of_integers_reach_the_node() =>
        Assert.Equal(
            [1f, 2f],
            OnnxRun.Floats(Floats(model => model.Node("Transpose", ["x"], ["turned"], [OnnxAttribute.Of("perm", [1, 0])]).Node("Transpose", ["turned"], ["y"])), [1, 2], 1, 2));

    [Fact]
    public void Texts_and_lists_of_them_reach_the_node()
    {
        using var run = new OnnxRun(OnnxModelBuilder.Create()
            .Input("x", ElementType.String, "n")
            .Node("LabelEncoder", ["x"], ["y"], [OnnxAttribute.Of("keys_strings", ["a", "b"]), OnnxAttribute.Of("values_strings", ["A", "B"]), OnnxAttribute.Of("default_string", "?")], OnnxDomain.Classical)
            .Output("y", ElementType.String, "n")
            .Build());
        Assert.Equal(["B", "?"], run.Texts(["b", "c"], 2));
    }

    [Fact]
    public void An_optional_input_in_the_middle_is_left_out() =>
        Assert.Equal([-1f, 1f], OnnxRun.Floats(Floats(model => model.Node("Clip", ["x", OnnxOperand.None, 1f], ["y"])), [-1, 2], 1, 2));

    [Fact]
    public void An_optional_output_without_a_name_is_dropped() =>
        Assert.Equal([-1f, 2f], OnnxRun.Floats(Floats(model => model.Node("Dropout", ["x"], ["y", ""])), [-1, 2], 1, 2));

    [Fact]
    public void Operators_of_another_domain_run_once_it_is_imported()
    {
        using var run = new OnnxRun(OnnxModelBuilder.Create()
            .Opset(OnnxDomain.Microsoft, 1)
            .Input("x", ElementType.Float32, 1)
            .Node("Gelu", ["x"], ["y"], domain: OnnxDomain.Microsoft)
            .Output("y", ElementType.Float32, 1)
            .Build());
        Assert.Equal(0.8413447f, run.Floats([1], 1)[0], 1e-5);
    }

    private static byte[] Floats(Func<OnnxModelBuilder, OnnxModelBuilder> nodes) =>
        nodes(OnnxModelBuilder.Create().Input("x", ElementType.Float32, 1, 2)).Output("y", ElementType.Float32, 1, 2).Build();
}
