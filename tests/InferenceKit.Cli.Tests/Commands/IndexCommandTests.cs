using System.Text.Json;
using InferenceKit.Cli.CommandLine;

namespace InferenceKit.Cli.Tests.Commands;

public sealed class IndexCommandTests
{
    [Fact]
    public async Task The_index_of_a_repository_is_written_into_it()
    {
        using var folders = new TestFolders().With("fraud", "1", "2");
        var written = await ToolRun.JsonOf("index", folders.Repository);
        var file = written.GetProperty("file").GetString()!;
        Assert.Equal(Path.Combine(folders.Repository, "index.json"), file);
        Assert.Equal("2", written.GetProperty("models")[0].GetProperty("versions")[0].GetString());
        var index = JsonDocument.Parse(await File.ReadAllBytesAsync(file)).RootElement;
        Assert.Equal(2, index.GetProperty("models").GetProperty("fraud").EnumerateObject().Count());
    }

    [Fact]
    public async Task A_repository_that_cannot_be_indexed_is_said_so()
    {
        using var folders = new TestFolders().With("fraud", "1", "01");
        Assert.Contains("cannot be indexed", (await ToolRun.Of("index", folders.Repository)).Refuses(ExitCode.Unreadable), StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(folders.Repository, "index.json")));
    }
}
