using InferenceKit.Cli.CommandLine;
using InferenceKit.Testing;

namespace InferenceKit.Cli.Tests.Commands;

public sealed class PublishCommandTests
{
    private const string Sample = """{ "inputs": { "x": { "type": "float32", "shape": [1, 2], "data": [1, 2] } } }""";

    [Fact]
    public async Task A_version_is_published_with_all_that_was_said_of_it()
    {
        using var folders = new TestFolders();
        var sample = folders.At("typical.json");
        await File.WriteAllTextAsync(sample, Sample);
        var published = await ToolRun.JsonOf(
            "publish", folders.Repository, "fraud", Model(folders), "--sample", sample, "--data-set", "payments", "--commit", "3f2c1e9",
            "--metric", "auc=0.93", "--property", "team=risk", "--description", "first");
        Assert.Equal(("fraud", "1", 1), (published.GetProperty("model").GetString(), published.GetProperty("version").GetString(), published.GetProperty("samples").GetInt32()));
        var shown = await ToolRun.JsonOf("inspect", folders.Repository, "fraud", "1");
        var manifest = shown.GetProperty("manifest");
        Assert.Equal(published.GetProperty("digest").GetString(), shown.GetProperty("digest").GetString());
        Assert.Equal(("payments", "3f2c1e9", "first"), (manifest.GetProperty("dataSet").GetString(), manifest.GetProperty("commit").GetString(), manifest.GetProperty("description").GetString()));
        Assert.Equal(0.93, manifest.GetProperty("metrics").GetProperty("auc").GetDouble());
        Assert.Equal("typical", manifest.GetProperty("samples")[0].GetString());
        var listed = (await ToolRun.JsonOf("list", folders.Repository)).GetProperty("models")[0].GetProperty("versions")[0];
        Assert.True(listed.GetProperty("hasManifest").GetBoolean());
        Assert.Equal(shown.GetProperty("digest").GetString(), listed.GetProperty("digest").GetString());
    }

    [Fact]
    public async Task The_next_number_is_taken_and_a_version_that_exists_is_a_conflict()
    {
        using var folders = new TestFolders().With("fraud", "7");
        var model = Model(folders);
        Assert.Equal("8", (await ToolRun.JsonOf("publish", folders.Repository, "fraud", model)).GetProperty("version").GetString());
        Assert.Contains("already", (await ToolRun.Of("publish", folders.Repository, "fraud", model, "--version", "007")).Refuses(ExitCode.Conflict), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_published_leaves_nothing()
    {
        using var folders = new TestFolders();
        await File.WriteAllTextAsync(folders.At("bad.onnx"), "<html>");
        (await ToolRun.Of("publish", folders.Repository, "fraud", folders.At("bad.onnx"))).Refuses(ExitCode.NotVerified);
        (await ToolRun.Of("publish", folders.Repository, "fraud", folders.At("nothing.onnx"))).Refuses(ExitCode.NotFound);
        await File.WriteAllTextAsync(folders.At("wrong.json"), """{ "name": "wrong", "inputs": { "z": { "type": "float32", "shape": [1], "data": [1] } } }""");
        Assert.Contains("sample 'wrong'", (await ToolRun.Of("publish", folders.Repository, "fraud", Model(folders), "--sample", folders.At("wrong.json"))).Refuses(ExitCode.NotVerified), StringComparison.Ordinal);
        Assert.Contains("No versions", (await ToolRun.Of("list", folders.Repository)).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--metric", "auc")]
    [InlineData("--metric", "auc=high")]
    [InlineData("--property", "=x")]
    [InlineData("--version", "a b")]
    public async Task Options_that_say_nothing_are_a_matter_of_usage(string option, string value)
    {
        using var folders = new TestFolders();
        (await ToolRun.Of("publish", folders.Repository, "fraud", Model(folders), option, value)).Refuses(ExitCode.Usage);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("""{ "inputs": 1 }""")]
    [InlineData("""{ "inputs": {}, "more": 1 }""")]
    public async Task A_sample_that_is_none_is_named(string text)
    {
        using var folders = new TestFolders();
        await File.WriteAllTextAsync(folders.At("sample.json"), text);
        var problem = (await ToolRun.Of("publish", folders.Repository, "fraud", Model(folders), "--sample", folders.At("sample.json"))).Refuses(ExitCode.Usage);
        Assert.Contains("sample.json", problem, StringComparison.Ordinal);
        Assert.DoesNotContain("manifest.json", problem, StringComparison.Ordinal);
    }

    private static string Model(TestFolders folders)
    {
        var file = folders.At("model é.onnx");
        File.WriteAllBytes(file, OnnxModels.RowSum(2));
        return file;
    }
}
