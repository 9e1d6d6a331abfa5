using InferenceKit.Cli.CommandLine;
using InferenceKit.Testing;

namespace InferenceKit.Cli.Tests.Commands;

public sealed class LockCommandTests
{
    [Fact]
    public async Task A_check_tells_whether_the_file_is_up_to_date_and_writes_nothing()
    {
        using var folders = new TestFolders().With("fraud", "1");
        var file = folders.At("app.lock.json");
        var check = (await ToolRun.Of("lock", folders.Repository, "--file", file, "--check", "--json")).Ends(ExitCode.NotVerified).Json;
        Assert.Equal("1", check.GetProperty("changes")[0].GetProperty("version").GetString());
        Assert.False(File.Exists(file));
        Assert.True((await ToolRun.JsonOf("lock", folders.Repository, "--file", file)).GetProperty("written").GetBoolean());
        Assert.True((await ToolRun.JsonOf("lock", folders.Repository, "--file", file, "--check")).GetProperty("upToDate").GetBoolean());
        Assert.False((await ToolRun.JsonOf("lock", folders.Repository, "--file", file)).GetProperty("written").GetBoolean());
    }

    [Fact]
    public async Task Content_that_changed_is_pinned_only_where_that_is_allowed()
    {
        using var folders = new TestFolders().With("fraud", "1");
        var file = folders.At("app.lock.json");
        (await ToolRun.Of("lock", folders.Repository, "--file", file)).Ends(ExitCode.Done);
        var before = await File.ReadAllBytesAsync(file);
        folders.Add("fraud", "1", OnnxModels.RowSum(2, offset: 9));
        Assert.Contains("fraud/1", (await ToolRun.Of("lock", folders.Repository, "--file", file)).Refuses(ExitCode.NotVerified), StringComparison.Ordinal);
        (await ToolRun.Of("lock", folders.Repository, "--file", file, "--check")).Ends(ExitCode.NotVerified);
        Assert.Equal(before, await File.ReadAllBytesAsync(file));
        (await ToolRun.Of("lock", folders.Repository, "--file", file, "--allow-changes")).Ends(ExitCode.Done);
        Assert.NotEqual(before, await File.ReadAllBytesAsync(file));
    }

    [Fact]
    public async Task Versions_that_are_gone_stay_pinned_until_they_are_pruned()
    {
        using var folders = new TestFolders().With("fraud", "1", "2");
        var file = folders.At("app.lock.json");
        (await ToolRun.Of("lock", folders.Repository, "--file", file)).Ends(ExitCode.Done);
        Directory.Delete(Path.Combine(folders.Repository, "fraud", "1"), recursive: true);
        (await ToolRun.Of("lock", folders.Repository, "--file", file, "--check")).Ends(ExitCode.Done);
        (await ToolRun.Of("lock", folders.Repository, "--file", file, "--check", "--prune")).Ends(ExitCode.NotVerified);
        Assert.Contains("is written", (await ToolRun.Of("lock", folders.Repository, "fraud", "--file", file, "--prune")).Ends(ExitCode.Done).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("""{"schema":9,"models":{}}""")]
    public async Task A_file_that_is_none_is_unreadable_and_stays(string text)
    {
        using var folders = new TestFolders().With("fraud", "1");
        var file = folders.At("app.lock.json");
        await File.WriteAllTextAsync(file, text);
        foreach (var arguments in (string[][])[["lock", folders.Repository, "--file", file], ["verify", folders.Repository, "--lock", file], ["status", folders.Repository, "--lock", file], ["list", folders.Repository, "--lock", file]])
            Assert.Contains("lock file", (await ToolRun.Of(arguments)).Refuses(ExitCode.Unreadable), StringComparison.Ordinal);
        Assert.Equal(text, await File.ReadAllTextAsync(file));
    }

    [Fact]
    public async Task A_model_or_a_lock_file_that_is_not_there_is_not_found()
    {
        using var folders = new TestFolders().With("fraud", "1");
        (await ToolRun.Of("lock", folders.Repository, "churn", "--file", folders.At("l.json"))).Refuses(ExitCode.NotFound);
        (await ToolRun.Of("verify", folders.Repository, "--lock", folders.At("nothing.json"))).Refuses(ExitCode.NotFound);
    }

    [Fact]
    public async Task What_is_required_to_be_locked_is_not_served_without()
    {
        using var folders = new TestFolders().With("fraud", "1");
        var file = folders.At("app.lock.json");
        (await ToolRun.Of("lock", folders.Repository, "--file", file)).Ends(ExitCode.Done);
        folders.With("fraud", "2");
        var status = await ToolRun.JsonOf("status", folders.Repository, "--lock", file, "--require-lock");
        Assert.Equal("1", status.GetProperty("models")[0].GetProperty("serves").GetString());
        Assert.StartsWith("sha256:", status.GetProperty("models")[0].GetProperty("locked").GetString(), StringComparison.Ordinal);
        (await ToolRun.Of("status", folders.Repository, "--require-lock")).Refuses(ExitCode.Usage);
    }
}
