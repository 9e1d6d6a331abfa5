using System.Text.Json;
using InferenceKit.Cli.CommandLine;

namespace InferenceKit.Cli.Tests.Commands;

public sealed class StatusCommandTests
{
    [Fact]
    public async Task Without_a_state_the_selector_decides()
    {
        using var folders = new TestFolders().With("fraud", "1", "2");
        var model = One(await ToolRun.JsonOf("status", folders.Repository));
        Assert.Equal(("2", "selector"), (Text(model, "serves"), Text(model, "decidedBy")));
    }

    [Fact]
    public async Task An_alias_decides_and_a_pin_outranks_it()
    {
        using var folders = new TestFolders().With("fraud", "1", "2");
        await Write(folders, """{"schema":1,"aliases":{"stable":"1"},"serving":"1","previous":["2"]}""");
        var model = One(await ToolRun.JsonOf("status", folders.Repository, "--state", folders.State));
        Assert.Equal(("1", "alias", "stable", "1"), (Text(model, "serves"), Text(model, "decidedBy"), Text(model, "alias"), Text(model, "lastServed")));
        Assert.Equal("2", model.GetProperty("previous")[0].GetString());
        await Write(folders, """{"schema":1,"aliases":{"stable":"1"},"pinned":"2"}""");
        model = One(await ToolRun.JsonOf("status", folders.Repository, "fraud", "--state", folders.State));
        Assert.Equal(("2", "edit", "2"), (Text(model, "serves"), Text(model, "decidedBy"), Text(model, "pinned")));
    }

    [Fact]
    public async Task A_model_that_was_unloaded_serves_nothing_and_that_is_no_problem()
    {
        using var folders = new TestFolders().With("fraud", "1");
        await Write(folders, """{"schema":1,"unloaded":true}""");
        var run = await ToolRun.Of("status", folders.Repository, "--state", folders.State);
        Assert.Contains("unloaded by hand", run.Ends(ExitCode.Done).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"schema":1,"aliases":{"stable":"7"}}""", "alias 'stable' is version 7, which is not in the repository")]
    [InlineData("""{"schema":1,"pinned":"7"}""", "version 7, asked for by hand, is not in the repository")]
    public async Task What_a_host_could_not_serve_is_a_problem(string state, string problem)
    {
        using var folders = new TestFolders().With("fraud", "1");
        await Write(folders, state);
        var run = await ToolRun.Of("status", folders.Repository, "--state", folders.State);
        Assert.Contains(problem, run.Ends(ExitCode.NotVerified).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_that_only_the_state_knows_is_told()
    {
        using var folders = new TestFolders().With("churn", "1");
        await Write(folders, """{"schema":1,"aliases":{"stable":"1"}}""");
        var run = await ToolRun.Of("status", folders.Repository, "--state", folders.State, "--json");
        var models = run.Ends(ExitCode.NotVerified).Json.GetProperty("models");
        Assert.Equal(["churn", "fraud"], models.EnumerateArray().Select(m => Text(m, "model")));
        Assert.Equal(JsonValueKind.Null, models[1].GetProperty("serves").ValueKind);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("""{"schema":9}""")]
    public async Task A_state_that_cannot_be_read_ends_with_6_and_the_rest_is_told(string state)
    {
        using var folders = new TestFolders().With("fraud", "1").With("churn", "1");
        await Write(folders, state);
        var run = await ToolRun.Of("status", folders.Repository, "--state", folders.State, "--json");
        var models = run.Ends(ExitCode.Unreadable).Json.GetProperty("models");
        Assert.Empty(models[0].GetProperty("problems").EnumerateArray());
        Assert.Contains("state of model 'fraud'", models[1].GetProperty("problems")[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_version_that_is_none_is_a_problem_where_it_would_serve()
    {
        using var folders = new TestFolders().With("fraud", "1");
        Directory.CreateDirectory(Path.Combine(folders.Repository, "fraud", "2"));
        var run = await ToolRun.Of("status", folders.Repository);
        Assert.Contains("problem: fraud: version 2", run.Ends(ExitCode.NotVerified).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_last_changes_are_shown_up_to_the_requested_number()
    {
        using var folders = new TestFolders().With("fraud", "1", "2");
        foreach (var version in (string[])["1", "2", "1"]) (await folders.SetAlias("fraud", "stable", version, "--no-verify", "--by", "tester")).Ends(ExitCode.Done);
        var model = One(await ToolRun.JsonOf("status", folders.Repository, "--state", folders.State, "--audit", "2"));
        Assert.Equal(["2", "1"], model.GetProperty("audit").EnumerateArray().Select(a => Text(a, "to")));
        Assert.Contains("tester", (await ToolRun.Of("status", folders.Repository, "--state", folders.State)).Ends(ExitCode.Done).Output, StringComparison.Ordinal);
    }

    private static JsonElement One(JsonElement report) => Assert.Single(report.GetProperty("models").EnumerateArray());

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private static async Task Write(TestFolders folders, string state)
    {
        Directory.CreateDirectory(folders.State);
        await File.WriteAllTextAsync(folders.StateOf("fraud"), state);
    }
}
