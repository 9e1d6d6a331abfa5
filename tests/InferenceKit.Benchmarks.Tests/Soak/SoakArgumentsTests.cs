using InferenceKit.Soak.CommandLine;

namespace InferenceKit.Benchmarks.Tests.Soak;

public sealed class SoakArgumentsTests
{
    [Fact]
    public void Minutes_take_fractions()
    {
        var arguments = SoakArguments.Parse(["--minutes", "2.5", "--seed", "-3", "--out", "folder"]);

        Assert.Equal(new(TimeSpan.FromSeconds(150), -3, "folder"), arguments);
    }

    [Theory]
    [InlineData("--minutes")]
    [InlineData("--minutes", "0.1")]
    [InlineData("--minutes", "NaN")]
    [InlineData("--seed", "x")]
    [InlineData("--hours", "1")]
    public void What_cannot_be_followed_is_refused(params string[] args) =>
        Assert.Throws<UsageException>(() => SoakArguments.Parse(args));
}
