using System.Text.Json;
using InferenceKit.Cli.CommandLine;
using InferenceKit.Testing;

namespace InferenceKit.Cli.Tests.Commands;

public sealed class AliasCommandTests
{
    [Fact]
    public async Task An_alias_is_set_with_an_audit_record()
    {
        using var folders = new TestFolders().With("fraud", "1", "2");
        (await folders.SetAlias("fraud", "@stable", "1", "--by", "ci", "--reason", "first")).Ends(ExitCode.Done);
        var run = await folders.SetAlias("Fraud", "stable", "2", "--json");
        var edit = run.Ends(ExitCode.Done).Json;
        Assert.Equal(("fraud", "setAlias", "stable", "1", "2", true), (
            edit.GetProperty("model").GetString(), edit.GetProperty("kind").GetString(), edit.GetProperty("alias").GetString(),
            edit.GetProperty("from").GetString(), edit.GetProperty("to").GetString(), edit.GetProperty("changed").GetBoolean()));
        var state = JsonDocument.Parse(await File.ReadAllBytesAsync(folders.StateOf("fraud"))).RootElement;
        Assert.Equal("2", state.GetProperty("aliases").GetProperty("stable").GetString());
        var first = state.GetProperty("audit")[0];
        Assert.Equal(("ci", "first", "1"), (first.GetProperty("by").GetString(), first.GetProperty("reason").GetString(), first.GetProperty("to").GetString()));
        Assert.StartsWith("sha256:", first.GetProperty("digest").GetString(), StringComparison.Ordinal);
        var listed = await ToolRun.JsonOf("alias", "list", "--state", folders.State);
        Assert.Equal("2", listed.GetProperty("models")[0].GetProperty("aliases").GetProperty("stable").GetString());
    }

    [Fact]
    public async Task Setting_what_is_set_changes_nothing()
    {
        using var folders = new TestFolders().With("fraud", "1");
        (await folders.SetAlias("fraud", "stable", "1")).Ends(ExitCode.Done);
        var before = await File.ReadAllBytesAsync(folders.StateOf("fraud"));
        Assert.Contains("already", (await folders.SetAlias("fraud", "stable", "1")).Ends(ExitCode.Done).Output, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(folders.StateOf("fraud")));
    }

    [Fact]
    public async Task A_version_that_cannot_load_is_refused_and_nothing_is_written()
    {
        using var folders = new TestFolders().With("fraud", "1");
        folders.Add("fraud", "2", "not a model"u8.ToArray());
        var problem = (await folders.SetAlias("fraud", "stable", "2")).Refuses(ExitCode.NotVerified);
        Assert.Contains("Version 2 of model 'fraud' cannot serve", problem, StringComparison.Ordinal);
        Assert.Contains(Path.Combine(folders.Repository, "fraud", "2"), problem, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folders.State));
        (await folders.SetAlias("fraud", "stable", "2", "--no-verify")).Ends(ExitCode.Done);
    }

    [Fact]
    public async Task What_is_not_there_is_not_found()
    {
        using var folders = new TestFolders().With("fraud", "1");
        Assert.Contains("there are: 1", (await folders.SetAlias("fraud", "stable", "9")).Refuses(ExitCode.NotFound), StringComparison.Ordinal);
        (await folders.SetAlias("churn", "stable", "1")).Refuses(ExitCode.NotFound);
        (await ToolRun.Of("alias", "list", "--state", folders.State)).Refuses(ExitCode.NotFound);
        (await folders.SetAlias("fraud", "stable", "1")).Ends(ExitCode.Done);
        Assert.Contains("there are: stable", (await ToolRun.Of("alias", "remove", "fraud", "beta", "--state", folders.State)).Refuses(ExitCode.NotFound), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_alias_that_was_moved_meanwhile_is_a_conflict()
    {
        using var folders = new TestFolders().With("fraud", "1", "2", "3");
        Assert.Contains("not set", (await folders.SetAlias("fraud", "stable", "2", "--expect", "1")).Refuses(ExitCode.Conflict), StringComparison.Ordinal);
        (await folders.SetAlias("fraud", "stable", "3")).Ends(ExitCode.Done);
        Assert.Contains("is 3, not 1", (await folders.SetAlias("fraud", "stable", "2", "--expect", "1")).Refuses(ExitCode.Conflict), StringComparison.Ordinal);
        (await folders.SetAlias("fraud", "stable", "2", "--expect", "003")).Ends(ExitCode.Done);
    }

    [Fact]
    public async Task Many_changes_at_once_leave_a_state_that_names_each()
    {
        using var folders = new TestFolders().With("fraud", "1");
        var runs = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => folders.SetAlias("fraud", $"a{i}", "1", "--no-verify")));
        Assert.All(runs, r => r.Ends(ExitCode.Done));
        var aliases = (await ToolRun.JsonOf("alias", "list", "fraud", "--state", folders.State)).GetProperty("models")[0].GetProperty("aliases");
        Assert.Equal(6, aliases.EnumerateObject().Count());
    }

    [Fact]
    public async Task An_alias_is_removed()
    {
        using var folders = new TestFolders().With("fraud", "1");
        (await folders.SetAlias("fraud", "stable", "1")).Ends(ExitCode.Done);
        (await ToolRun.Of("alias", "remove", "fraud", "stable", "--state", folders.State)).Ends(ExitCode.Done);
        Assert.Contains("No aliases", (await ToolRun.Of("alias", "list", "--state", folders.State)).Ends(ExitCode.Done).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("""{"schema":2}""")]
    [InlineData("""{"schema":1,"aliases":{"../x":"1"}}""")]
    public async Task A_state_that_is_not_one_is_left_as_it_is(string text)
    {
        using var folders = new TestFolders().With("fraud", "1");
        Directory.CreateDirectory(folders.State);
        await File.WriteAllTextAsync(folders.StateOf("fraud"), text);
        Assert.Contains("state of model 'fraud'", (await folders.SetAlias("fraud", "stable", "1")).Refuses(ExitCode.Unreadable), StringComparison.Ordinal);
        Assert.Equal(text, await File.ReadAllTextAsync(folders.StateOf("fraud")));
    }

    [Fact]
    public async Task A_state_folder_that_cannot_be_written_is_said_so()
    {
        using var folders = new TestFolders().With("fraud", "1");
        // A folder where the lock file would be: even root, which ignores file modes, cannot write it.
        Directory.CreateDirectory(folders.StateOf("fraud") + ".lock");
        Assert.Contains("could not be written", (await folders.SetAlias("fraud", "stable", "1")).Refuses(ExitCode.Unreadable), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_state_folder_that_is_a_file_is_said_so()
    {
        using var folders = new TestFolders().With("fraud", "1");
        await File.WriteAllTextAsync(folders.State, "");
        Assert.Contains("is a file", (await folders.SetAlias("fraud", "stable", "1")).Refuses(ExitCode.NotFound), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_folders_of_one_version_cannot_be_promoted()
    {
        using var folders = new TestFolders();
        folders.Add("fraud", "1", OnnxModels.RowSum(2));
        folders.Add("fraud", "001", OnnxModels.RowSum(2));
        Assert.Contains("same version", (await folders.SetAlias("fraud", "stable", "1")).Refuses(ExitCode.NotVerified), StringComparison.Ordinal);
    }
}
