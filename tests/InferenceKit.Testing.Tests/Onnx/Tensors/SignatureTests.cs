using Microsoft.ML.OnnxRuntime;

namespace InferenceKit.Testing.Tests.Onnx.Tensors;

public sealed class SignatureTests
{
    [Fact]
    public void Dimensions_are_sizes_symbols_or_unknown()
    {
        using var run = new OnnxRun(OnnxModels.Identity(ElementType.Float32, "batch", 3, OnnxDimension.Dynamic, -1, "width", 0));
        var metadata = run.Session.InputMetadata["x"];
        Assert.Equal([-1, 3, -1, -1, -1, 0], metadata.Dimensions);
        Assert.Equal(["batch", "", "", "", "width", ""], metadata.SymbolicDimensions);
    }

    [Fact]
    public void An_optional_input_has_its_default_until_it_is_given()
    {
        using var run = new OnnxRun(OnnxModelBuilder.Create()
            .Input("x", ElementType.Float32, 2)
            .OptionalInput("factor", OnnxTensor.Vector(10f))
            .Mul("x", "factor", "y")
            .Output("y", ElementType.Float32, 2)
            .Build());
        Assert.Equal(["x"], run.Session.InputNames);
        Assert.Equal(["factor"], run.Session.OverridableInitializerMetadata.Keys);
        Assert.Equal([10f, 20f], run.Floats([1, 2], 2));

        using var x = OrtValue.CreateTensorValueFromMemory(new[] { 1f, 2f }, [2]);
        using var factor = OrtValue.CreateTensorValueFromMemory(new[] { 3f }, [1]);
        using var outputs = run.Run(("x", x), ("factor", factor));
        Assert.Equal([3f, 6f], outputs[0].GetTensorDataAsSpan<float>().ToArray());
    }

    [Fact]
    public void Sequences_go_in_and_out()
    {
        var sequence = OnnxType.Sequence(OnnxType.Tensor(ElementType.Float32, "n"));
        using var run = new OnnxRun(OnnxModelBuilder.Create()
            .Input("s", sequence)
            .Identity("s", "same")
            .Node("SequenceAt", ["s", 1L], ["second"])
            .Output("same", sequence)
            .Output("second", ElementType.Float32, "n")
            .Build());

        // The sequence owns its elements.
        List<OrtValue> elements = [OrtValue.CreateTensorValueFromMemory(new[] { 1f }, [1]), OrtValue.CreateTensorValueFromMemory(new[] { 2f, 3f }, [2])];
        using var s = OrtValue.CreateSequence(elements);
        using var outputs = run.Run(("s", s));
        Assert.Equal(2, outputs[0].GetValueCount());
        Assert.Equal([2f, 3f], outputs[1].GetTensorDataAsSpan<float>().ToArray());
    }

    [Fact]
    public void Maps_go_in()
    {
        using var run = new OnnxRun(OnnxModelBuilder.Create()
            .Input("m", OnnxType.Map(ElementType.String, OnnxType.Tensor(ElementType.Float32)))
            .Node("DictVectorizer", ["m"], ["y"], [OnnxAttribute.Of("string_vocabulary", ["a", "b", "c"])], OnnxDomain.Classical)
            .Output("y", ElementType.Float32, 1, 3)
            .Build());
        using var m = OrtValue.CreateMapWithStringKeys<float>(["c", "a"], [3f, 1f]);
        using var outputs = run.Run(("m", m));
        Assert.Equal([1f, 0f, 3f], outputs[0].GetTensorDataAsSpan<float>().ToArray());
    }

    [Fact]
    public void Optionals_are_declared_and_asked_whether_they_hold_something()
    {
        using var run = new OnnxRun(OnnxModelBuilder.Create()
            .Opset(18)
            .Input("o", OnnxType.Optional(OnnxType.Tensor(ElementType.Float32, 1)))
            .Node("OptionalHasElement", ["o"], ["y"])
            .Output("y", ElementType.Bool)
            .Build());
        using var o = OrtValue.CreateTensorValueFromMemory(new[] { 1f }, [1]);
        using var outputs = run.Run(("o", o));
        Assert.True(outputs[0].GetTensorDataAsSpan<bool>()[0]);
    }

    [Theory]
    [InlineData("Float32[batch,?,3]")]
    public void A_type_says_what_it_is(string tensor)
    {
        var type = OnnxType.Tensor(ElementType.Float32, "batch", -1, 3);
        Assert.Equal(tensor, type.ToString());
        Assert.Equal($"sequence(map(Int64, {tensor}))", OnnxType.Sequence(OnnxType.Map(ElementType.Int64, type)).ToString());
        Assert.Equal("optional(String[...])", OnnxType.Optional(OnnxType.TensorOfAnyRank(ElementType.String)).ToString());
    }
}
