namespace InferenceKit.Testing.Tests.Onnx;

public sealed class TextTests
{
    [Fact]
    public void Texts_change_case_after_the_stop_words_are_gone()
    {
        using var run = new OnnxRun(OnnxModelBuilder.Create()
            .Input("x", ElementType.String, "n")
            .StringNormalizer("x", "y", OnnxCaseChange.Upper, stopWords: ["the"])
            .Output("y", ElementType.String, "m")
            .Build());
        Assert.Equal(["CAT", "SAT"], run.Texts(["The", "cat", "sat"], 3));
    }

    [Fact]
    public void Texts_are_joined_with_opset_20()
    {
        using var run = new OnnxRun(OnnxModelBuilder.Create()
            .Opset(20)
            .Input("x", ElementType.String, "n")
            .StringConcat("x", OnnxTensor.Strings(["!"]), "y")
            .Output("y", ElementType.String, "n")
            .Build());
        Assert.Equal(["a!", "é!"], run.Texts(["a", "é"], 2));
    }
}
