using InferenceKit.Benchmarks.CommandLine;

namespace InferenceKit.Benchmarks.Tests.CommandLine;

public sealed class TuneArgumentsTests
{
    [Fact]
    public void The_model_comes_first_and_limits_are_optional()
    {
        var bare = TuneArguments.Parse(["m.onnx"]);
        var asked = TuneArguments.Parse(["m.onnx", "--p99", "5ms", "--rate", "2000", "--seconds", "3", "--svg", "a.svg", "--dim", "length=7"]);

        Assert.Equal(("m.onnx", null, null), (bare.Model, bare.P99, bare.Rate));
        Assert.Equal(TimeSpan.FromMilliseconds(5), asked.P99);
        Assert.Equal(2000, asked.Rate);
        Assert.Equal((TimeSpan.FromSeconds(3), "a.svg", 7), (asked.Time, asked.SvgPath, asked.Sizes["length"]));
    }

    [Theory]
    [InlineData("tune takes the path of a model first.")]
    [InlineData("tune takes the path of a model first.", "--p99")]
    [InlineData("tune does not know 'more'.", "m.onnx", "more")]
    [InlineData("--p99 needs a time such as 5ms, not 'fast'.", "m.onnx", "--p99", "fast")]
    public void What_cannot_be_followed_is_said(string message, params string[] arguments)
    {
        var refused = Assert.Throws<UsageException>(() => TuneArguments.Parse(arguments));

        Assert.Equal(message, refused.Message);
    }
}
