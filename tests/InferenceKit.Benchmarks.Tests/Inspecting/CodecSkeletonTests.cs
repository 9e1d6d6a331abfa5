using InferenceKit.Benchmarks.Inspecting;

namespace InferenceKit.Benchmarks.Tests.Inspecting;

public sealed class CodecSkeletonTests
{
    [Theory]
    [InlineData("x: Float32[batch,16] -> y: Float32[batch,8]")]
    [InlineData("Input3: Float32[1,1,28,28] -> Plus214_Output_0: Float32[1,10]")]
    [InlineData("ids: Int64[batch,length]; mask: Int64[batch,length] -> scores: Float32[batch,length,99]; next: Float32[batch,2]")]
    [InlineData("image: UInt8[batch,3,height,width] -> label: String[batch]; boxes: Float32[batch,?,4]")]
    [InlineData("text: String[batch,1] -> text: String[batch,1]")]
    [InlineData("texts: String[batch,words] -> class: Bool[batch]")]
    [InlineData("half: Float16[batch,4]; brain: BFloat16[batch,4] -> 0: Float64[batch]; 1: UInt16[batch]")]
    [InlineData("a-b: Int8[batch,0,open]; a_b: UInt64[batch] -> a.b: Complex64[batch]")]
    [InlineData("to string: Float32[batch,2] -> odd model input: Float32[batch,2]; clone: Float32[batch]")]
    [InlineData("\u4e2d\"\\x: Float32[batch,2] -> y\u0001: Float32[batch,2]")]
    public void What_it_writes_compiles_against_the_library(string signature) =>
        Compiled.Check(CodecSkeleton.Write("odd model", Inspected.Parse(signature)));

    [Fact]
    public void Fixed_rows_are_written_whole_and_open_ones_in_their_shape()
    {
        var code = CodecSkeleton.Write("mlp", Inspected.Parse("x: Float32[batch,16]; words: Int64[batch,length] -> y: Float32[batch,8]"));

        Assert.Contains("writer.Write<float>(xIndex, input.X);", code, StringComparison.Ordinal);
        Assert.Contains("input.Words.CopyTo(writer.Row<long>(wordsIndex, [input.Words.Length]));", code, StringComparison.Ordinal);
        Assert.Contains("reader.Row<float>(yIndex).ToArray()", code, StringComparison.Ordinal);
        Assert.Contains("AddModel(\"mlp\", new MlpCodec())", code, StringComparison.Ordinal);
    }

    [Fact]
    public void An_input_that_is_no_tensor_is_named_instead()
    {
        var model = new InspectedModel([NoTensor("items")], [new("y", "Float32[batch]", ElementType.Float32, [null])], HasRows: false);

        var code = CodecSkeleton.Write("sequence", model);

        Assert.StartsWith("// Input \"items\" is Sequence<Float32>", code, StringComparison.Ordinal);
        Assert.Contains("IInferenceClient", code, StringComparison.Ordinal);
    }

    [Fact]
    public void An_output_that_is_no_tensor_is_taken_as_a_value()
    {
        var model = new InspectedModel(
            [new("x", "Float32[batch,4]", ElementType.Float32, [null, 4])], [NoTensor("probabilities")], HasRows: true);

        var code = CodecSkeleton.Write("forest", model);

        Compiled.Check(code);
        Assert.Contains("InferenceValue Probabilities", code, StringComparison.Ordinal);
    }

    [Fact]
    public void An_input_of_unknown_rank_is_given_with_its_shape()
    {
        var model = new InspectedModel(
            [new("x", "Float32[...]", ElementType.Float32, null)], [new("y", "Float32[...]", ElementType.Float32, null)], HasRows: false);

        var code = CodecSkeleton.Write("any", model);

        Compiled.Check(code);
        Assert.Contains("AnyInput(float[] X, long[] XShape)", code, StringComparison.Ordinal);
    }

    private static InspectedValue NoTensor(string name) => new(name, "Sequence<Float32>", ElementType.Undefined, []);
}
