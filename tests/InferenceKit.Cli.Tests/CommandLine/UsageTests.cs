using InferenceKit.Cli.CommandLine;

namespace InferenceKit.Cli.Tests.CommandLine;

public sealed class UsageTests
{
    [Theory]
    [InlineData]
    [InlineData("bogus")]
    [InlineData("list")]
    [InlineData("list", "here", "model", "too many")]
    [InlineData("list", "here", "--bogus")]
    [InlineData("alias")]
    [InlineData("alias", "set", "fraud", "stable", "1")]
    [InlineData("status", "here", "--audit", "many")]
    [InlineData("status", "here", "--selector", "no selector")]
    [InlineData("rollback", "fraud", "--state", "s", "--repository", "r", "--selector", "@")]
    [InlineData("inspect", "one", "two")]
    public async Task A_command_line_that_does_not_exist_is_refused_with_2(params string[] arguments)
    {
        var run = await ToolRun.Of(arguments);
        run.Refuses(ExitCode.Usage);
    }

    [Fact]
    public async Task A_name_that_breaks_the_rule_is_a_matter_of_usage()
    {
        using var folders = new TestFolders().With("fraud", "1");
        Assert.Contains("no name of a model", (await ToolRun.Of("list", folders.Repository, "../fraud")).Refuses(ExitCode.Usage), StringComparison.Ordinal);
        Assert.Contains("no name of an alias", (await folders.SetAlias("fraud", "a b", "1")).Refuses(ExitCode.Usage), StringComparison.Ordinal);
        Assert.Contains("no version", (await folders.SetAlias("fraud", "stable", "a/b")).Refuses(ExitCode.Usage), StringComparison.Ordinal);
        Assert.False(Directory.Exists(folders.State));
    }

    [Fact]
    public async Task Help_is_no_error()
    {
        var run = await ToolRun.Of("alias", "set", "--help");
        run.Ends(ExitCode.Done);
        Assert.Contains("--expect", run.Output, StringComparison.Ordinal);
        Assert.Equal("", run.Error);
    }

    [Fact]
    public async Task An_error_with_json_is_a_document_and_a_line()
    {
        var run = await ToolRun.Of("list", "nowhere to be found", "--json");
        run.Ends(ExitCode.NotFound);
        Assert.Equal(1, run.Json.GetProperty("schema").GetInt32());
        Assert.Equal("notFound", run.Json.GetProperty("error").GetProperty("code").GetString());
        Assert.Contains("does not exist", run.Json.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.StartsWith("error: ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_usage_error_with_json_is_a_document_too()
    {
        var run = await ToolRun.Of("list", "--json");
        run.Ends(ExitCode.Usage);
        Assert.Equal("usage", run.Json.GetProperty("error").GetProperty("code").GetString());
    }

    [Fact]
    public async Task What_begins_with_an_at_sign_is_a_value_and_no_file_of_arguments()
    {
        using var folders = new TestFolders().With("fraud", "1");
        Directory.CreateDirectory(folders.State);
        var run = await ToolRun.Of("status", folders.Repository, "--state", folders.State, "--selector", "@stable");
        Assert.Contains("alias 'stable' is not set", run.Ends(ExitCode.NotVerified).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stopping_ends_with_130_and_writes_nothing()
    {
        using var folders = new TestFolders().With("fraud", "1");
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        using var output = new StringWriter();
        using var error = new StringWriter();
        string[] arguments = ["alias", "set", "fraud", "stable", "1", "--state", folders.State, "--repository", folders.Repository];
        Assert.Equal((int)ExitCode.Stopped, await Tool.RunAsync(arguments, output, error, isTerminal: false, stop.Token));
        Assert.Contains("stopped", error.ToString(), StringComparison.Ordinal);
        Assert.False(Directory.Exists(folders.State));
    }
}
