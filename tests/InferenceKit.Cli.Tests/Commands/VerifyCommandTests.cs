using System.Text.Json;
using InferenceKit.Cli.CommandLine;
using InferenceKit.Testing;

namespace InferenceKit.Cli.Tests.Commands;

public sealed class VerifyCommandTests
{
    private const string Sample = """{ "inputs": { "x": { "type": "float32", "shape": [1, 2], "data": [1, 2] } } }""";

    [Fact]
    public async Task A_published_version_is_good_and_nothing_is_changed()
    {
        using var folders = new TestFolders().With("churn", "1");
        await Publish(folders);
        var before = Snapshot(folders);
        var report = await ToolRun.JsonOf("verify", folders.Repository);
        Assert.True(report.GetProperty("isGood").GetBoolean());
        Assert.Equal([0, 1], report.GetProperty("versions").EnumerateArray().Select(v => v.GetProperty("samples").GetInt32()));
        Assert.Equal(before, Snapshot(folders));
    }

    [Fact]
    public async Task A_model_that_was_exchanged_is_found_by_manifest_and_sample()
    {
        using var folders = new TestFolders();
        await Publish(folders);
        folders.Add("fraud", "1", OnnxModels.RowSum(2, offset: 5));
        var checks = Problems((await ToolRun.Of("verify", folders.Repository, "fraud", "1", "--json")).Ends(ExitCode.NotVerified).Json);
        Assert.Equal(["manifest", "samples"], checks);
        Assert.Contains("problem: fraud/1: Manifest:", (await ToolRun.Of("verify", folders.Repository)).Ends(ExitCode.NotVerified).Output, StringComparison.Ordinal);
        Assert.Contains("cannot serve", (await folders.SetAlias("fraud", "stable", "1")).Refuses(ExitCode.NotVerified), StringComparison.Ordinal);
        Assert.False(Directory.Exists(folders.State));
    }

    [Fact]
    public async Task Every_version_is_told_although_one_is_bad()
    {
        using var folders = new TestFolders().With("fraud", "1", "3");
        folders.Add("fraud", "2", "broken"u8.ToArray());
        Directory.CreateDirectory(Path.Combine(folders.Repository, "fraud", "4"));
        var report = (await ToolRun.Of("verify", folders.Repository, "--json")).Ends(ExitCode.NotVerified).Json;
        Assert.Equal(4, report.GetProperty("versions").GetArrayLength());
        Assert.Equal(["files", "load"], Problems(report));
    }

    [Fact]
    public async Task A_manifest_of_a_newer_schema_and_one_that_is_none_are_problems()
    {
        using var folders = new TestFolders().With("fraud", "1", "2");
        await File.WriteAllTextAsync(Path.Combine(folders.Repository, "fraud", "1", "manifest.json"), """{"schema":7,"files":{}}""");
        await File.WriteAllTextAsync(Path.Combine(folders.Repository, "fraud", "2", "manifest.json"), "{");
        Assert.Equal(["manifest", "manifest"], Problems((await ToolRun.Of("verify", folders.Repository, "--json")).Ends(ExitCode.NotVerified).Json));
        var shown = await ToolRun.JsonOf("inspect", folders.Repository, "fraud", "1");
        Assert.Contains("schema 7", shown.GetProperty("manifest").GetProperty("problem").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_keys_a_version_has_to_be_signed_with_one_of_them()
    {
        using var folders = new TestFolders();
        foreach (var name in (string[])["ours", "theirs"]) (await ToolRun.Of("keys", "new", folders.At(name))).Ends(ExitCode.Done);
        var (ours, theirs) = (folders.At("ours.pub.pem"), folders.At("theirs.pub.pem"));
        await Publish(folders);
        Assert.Equal(["signature"], Problems((await ToolRun.Of("verify", folders.Repository, "--key", ours, "--json")).Ends(ExitCode.NotVerified).Json));
        (await ToolRun.Of("sign", folders.Repository, "fraud", "1", "--key", folders.At("ours.key.pem"))).Ends(ExitCode.Done);
        var report = await ToolRun.JsonOf("verify", folders.Repository, "--key", theirs, "--key", ours);
        Assert.Equal(ours, report.GetProperty("versions")[0].GetProperty("signedBy").GetString());
        (await ToolRun.Of("verify", folders.Repository, "--key", theirs)).Ends(ExitCode.NotVerified);
        (await ToolRun.Of("verify", folders.Repository, "--key", folders.At("ours.key.pem"))).Refuses(ExitCode.Usage);
        (await ToolRun.Of("verify", folders.Repository, "--key", folders.At("nothing"))).Refuses(ExitCode.NotFound);
    }

    [Fact]
    public async Task What_the_lock_file_pins_has_to_be_that()
    {
        using var folders = new TestFolders().With("fraud", "1", "2");
        var file = folders.At("inference.lock.json");
        (await ToolRun.Of("lock", folders.Repository, "--file", file)).Ends(ExitCode.Done);
        (await ToolRun.Of("verify", folders.Repository, "--lock", file)).Ends(ExitCode.Done);
        folders.Add("fraud", "1", OnnxModels.RowSum(2, offset: 9));
        Directory.Delete(Path.Combine(folders.Repository, "fraud", "2"), recursive: true);
        var report = (await ToolRun.Of("verify", folders.Repository, "--lock", file, "--json")).Ends(ExitCode.NotVerified).Json;
        Assert.Equal(["lock"], Problems(report));
        Assert.Equal("fraud/2", report.GetProperty("missing")[0].GetString());
        Assert.Contains("pins", (await folders.SetAlias("fraud", "stable", "1", "--lock", file)).Refuses(ExitCode.NotVerified), StringComparison.Ordinal);
        var status = (await ToolRun.Of("status", folders.Repository, "--lock", file, "--json")).Ends(ExitCode.NotVerified).Json;
        Assert.Contains("would be refused", status.GetProperty("models")[0].GetProperty("problems")[0].GetString(), StringComparison.Ordinal);
    }

    private static async Task Publish(TestFolders folders)
    {
        await File.WriteAllBytesAsync(folders.At("out.onnx"), OnnxModels.RowSum(2));
        await File.WriteAllTextAsync(folders.At("typical.json"), Sample);
        (await ToolRun.Of("publish", folders.Repository, "fraud", folders.At("out.onnx"), "--sample", folders.At("typical.json"))).Ends(ExitCode.Done);
    }

    private static string[] Problems(JsonElement report) =>
        [.. report.GetProperty("versions").EnumerateArray().SelectMany(v => v.GetProperty("problems").EnumerateArray()).Select(p => p.GetProperty("check").GetString()!)];

    private static string[] Snapshot(TestFolders folders) =>
        [.. Directory.EnumerateFileSystemEntries(folders.Root, "*", SearchOption.AllDirectories).Order().Select(f => $"{f} {File.GetLastWriteTimeUtc(f).Ticks}")];
}
