using InferenceKit.Cli.CommandLine;

namespace InferenceKit.Cli.Tests.Commands;

public sealed class ListCommandTests
{
    [Fact]
    public async Task Models_and_versions_are_listed_highest_first()
    {
        using var folders = new TestFolders().With("fraud", "2", "10").With("churn", "1");
        var models = (await ToolRun.JsonOf("list", folders.Repository)).GetProperty("models");
        Assert.Equal(["churn", "fraud"], models.EnumerateArray().Select(m => m.GetProperty("model").GetString()));
        Assert.Equal(["10", "2"], models[1].GetProperty("versions").EnumerateArray().Select(v => v.GetProperty("version").GetString()));
        Assert.All(models[1].GetProperty("versions").EnumerateArray(), v => Assert.True(v.GetProperty("bytes").GetInt64() > 0));
    }

    [Fact]
    public async Task A_listing_for_people_says_the_same()
    {
        using var folders = new TestFolders().With("fraud", "1");
        var run = await ToolRun.Of("list", folders.Repository, "FRAUD");
        var lines = run.Ends(ExitCode.Done).Output.Split('\n');
        Assert.StartsWith("MODEL  VERSION  SIZE", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("fraud  1", lines[1], StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', run.Output);
    }

    [Fact]
    public async Task Digests_are_those_that_a_shell_computes()
    {
        using var folders = new TestFolders();
        var file = folders.Add("fraud", "1", [1, 2, 3]);
        var sha = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(await File.ReadAllBytesAsync(file)));
        var line = System.Text.Encoding.UTF8.GetBytes($"{sha}  model.onnx\n");
        var listed = await ToolRun.JsonOf("list", folders.Repository, "--digests");
        Assert.Equal(
            "sha256:" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(line)),
            listed.GetProperty("models")[0].GetProperty("versions")[0].GetProperty("digest").GetString());
    }

    [Fact]
    public async Task Two_folders_of_one_version_and_a_folder_without_a_model_are_shown_with_what_is_wrong()
    {
        using var folders = new TestFolders().With("fraud", "3", "003");
        Directory.CreateDirectory(Path.Combine(folders.Repository, "fraud", "4"));
        var versions = (await ToolRun.JsonOf("list", folders.Repository, "--digests")).GetProperty("models")[0].GetProperty("versions");
        Assert.Contains("no file", versions[0].GetProperty("problem").GetString(), StringComparison.Ordinal);
        Assert.Contains("same version", versions[1].GetProperty("problem").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_repository_is_not_found()
    {
        using var folders = new TestFolders().With("fraud", "1");
        Assert.Contains("is a file", (await ToolRun.Of("list", Path.Combine(folders.Repository, "fraud", "1", "model.onnx"))).Refuses(ExitCode.NotFound), StringComparison.Ordinal);
        Assert.Contains("does not exist", (await ToolRun.Of("list", folders.At("nothing"))).Refuses(ExitCode.NotFound), StringComparison.Ordinal);
        Assert.Contains("there are: fraud", (await ToolRun.Of("list", folders.Repository, "churn")).Refuses(ExitCode.NotFound), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_without_versions_is_no_model()
    {
        using var folders = new TestFolders();
        Directory.CreateDirectory(Path.Combine(folders.Repository, "docs"));
        Assert.Contains("No versions", (await ToolRun.Of("list", folders.Repository)).Ends(ExitCode.Done).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_folders_of_one_model_are_refused()
    {
        using var folders = new TestFolders().With("fraud", "1").With("Fraud", "1");
        Assert.SkipWhen(Directory.GetDirectories(folders.Repository).Length < 2, "This file system does not tell case.");
        Assert.Contains("one model", (await ToolRun.Of("list", folders.Repository)).Refuses(ExitCode.Unreadable), StringComparison.Ordinal);
    }
}
