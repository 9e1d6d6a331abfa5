using InferenceKit.Benchmarks.CommandLine;

namespace InferenceKit.Benchmarks.Tests.CommandLine;

public sealed class ReportArgumentsTests
{
    private static readonly string[] Scenarios = ["overhead-mlp", "lookup"];

    [Fact]
    public void Nothing_asked_for_is_a_full_report_of_everything()
    {
        var asked = ReportArguments.Parse([], Scenarios);

        Assert.False(asked.IsQuick);
        Assert.False(asked.IsSelfCheck);
        Assert.Equal(1, asked.Runs);
        Assert.Empty(asked.Only);
        Assert.Null(asked.JsonPath);
    }

    [Fact]
    public void Options_may_come_in_any_order_and_scenarios_in_a_list_or_one_by_one()
    {
        var asked = ReportArguments.Parse(["--json", "out.json", "--only", "lookup,overhead-mlp", "--quick", "--runs", "10", "--only", "lookup"], Scenarios);

        Assert.True(asked.IsQuick);
        Assert.Equal(10, asked.Runs);
        Assert.Equal("out.json", asked.JsonPath);
        Assert.Equal(["lookup", "overhead-mlp", "lookup"], asked.Only);
    }

    [Theory]
    [InlineData("report does not know '--fast'.", "--fast")]
    [InlineData("There is no scenario 'speed'; there are: overhead-mlp, lookup.", "--only", "speed")]
    [InlineData("--only needs a value.", "--only")]
    [InlineData("--runs needs a whole number above zero, not '0'.", "--runs", "0")]
    [InlineData("--json needs a value.", "--json", "--quick")]
    public void What_cannot_be_followed_is_said(string message, params string[] arguments)
    {
        var refused = Assert.Throws<UsageException>(() => ReportArguments.Parse(arguments, Scenarios));

        Assert.Equal(message, refused.Message);
    }
}
