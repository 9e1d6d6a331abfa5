using InferenceKit.Benchmarks.CommandLine;

namespace InferenceKit.Benchmarks.Tests.CommandLine;

public sealed class ModelArgumentsTests
{
    [Fact]
    public void The_path_comes_first_and_sizes_go_by_name()
    {
        var asked = ModelArguments.Parse(["m.onnx", "--dim", "length=128", "--quick", "--dim", "a=b=2", "--json", "out.json"]);

        Assert.Equal("m.onnx", asked.Path);
        Assert.True(asked.IsQuick);
        Assert.Equal("out.json", asked.JsonPath);
        Assert.Equal(128, asked.Sizes["length"]);
        Assert.Equal(2, asked.Sizes["a=b"]);
    }

    [Theory]
    [InlineData("model takes the path of a model first.")]
    [InlineData("model takes the path of a model first.", "--quick")]
    [InlineData("model does not know 'more'.", "m.onnx", "more")]
    [InlineData("--dim needs NAME=SIZE, not 'length'.", "m.onnx", "--dim", "length")]
    [InlineData("--dim needs NAME=SIZE, not 'length=-1'.", "m.onnx", "--dim", "length=-1")]
    public void What_cannot_be_followed_is_said(string message, params string[] arguments)
    {
        var refused = Assert.Throws<UsageException>(() => ModelArguments.Parse(arguments));

        Assert.Equal(message, refused.Message);
    }
}
