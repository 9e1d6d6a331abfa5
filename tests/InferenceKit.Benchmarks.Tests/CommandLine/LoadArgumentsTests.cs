using InferenceKit.Benchmarks.CommandLine;

namespace InferenceKit.Benchmarks.Tests.CommandLine;

public sealed class LoadArgumentsTests
{
    [Fact]
    public void Models_may_be_several_and_a_closed_loop_is_the_default()
    {
        var asked = LoadArguments.Parse(["mlp", "--model", "m.onnx", "--callers", "8", "--mode", "off", "--timeout", "250us", "--dim", "length=128"]);

        Assert.Equal(["mlp", "m.onnx"], asked.Models);
        Assert.Null(asked.Rate);
        Assert.Equal(8, asked.Callers);
        Assert.Equal(BatchingMode.Off, asked.Mode);
        Assert.Equal(TimeSpan.FromMicroseconds(250), asked.Timeout);
        Assert.Equal(128, asked.Sizes["length"]);
    }

    [Fact]
    public void A_rate_makes_an_open_loop_with_the_arrivals_asked_for()
    {
        var asked = LoadArguments.Parse(["mlp", "--rate", "1500.5", "--arrivals", "gamma:3", "--seconds", "2", "--csv", "a.csv", "--json", "a.json"]);

        Assert.Equal(1500.5, asked.Rate);
        Assert.Equal("gamma:3", asked.Arrivals.Text);
        Assert.Equal(TimeSpan.FromSeconds(2), asked.Time);
        Assert.Equal(("a.csv", "a.json"), (asked.CsvPath, asked.JsonPath));
        Assert.Equal(100, asked.Arrivals.Schedule(100, asked.Time, 1).PerSecond);
    }

    [Theory]
    [InlineData("load takes the name or the path of a model.")]
    [InlineData("load does not know '--fast'.", "mlp", "--fast")]
    [InlineData("--rate needs a number above zero, not '0'.", "mlp", "--rate", "0")]
    [InlineData("--callers needs a whole number above zero, not '1.5'.", "mlp", "--callers", "1.5")]
    [InlineData("--arrivals needs poisson, gamma:CV or diurnal, not 'weekly'.", "mlp", "--arrivals", "weekly")]
    [InlineData("--arrivals needs --rate.", "mlp", "--arrivals", "diurnal")]
    [InlineData("--rate sends at times of their own, --callers waits for answers: load takes one of them.", "mlp", "--rate", "1", "--callers", "1")]
    [InlineData("--mode needs auto, fixed or off, not '2'.", "mlp", "--mode", "2")]
    [InlineData("--timeout needs a time such as 5ms, not '5'.", "mlp", "--timeout", "5")]
    [InlineData("--timeout needs a time such as 5ms, not '-5ms'.", "mlp", "--timeout", "-5ms")]
    public void What_cannot_be_followed_is_said(string message, params string[] arguments)
    {
        var refused = Assert.Throws<UsageException>(() => LoadArguments.Parse(arguments));

        Assert.Equal(message, refused.Message);
    }
}
