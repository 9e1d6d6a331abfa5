using InferenceKit.ControlPlane.Repository.Files;

namespace InferenceKit.Tests.ControlPlane.Repository;

public sealed class DurableFileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public void A_file_is_written_over_and_nothing_else_is_left()
    {
        var path = _folder["state.json"];
        DurableFile.Write(path, "one"u8);
        DurableFile.Write(path, "two"u8);
        Assert.Equal("two", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void A_write_that_fails_names_the_file_and_leaves_nothing()
    {
        // A folder in the file's place cannot be renamed over.
        Directory.CreateDirectory(_folder["state.json/inside"]);
        var refused = Assert.Throws<IOException>(() => DurableFile.Write(_folder["state.json"], "one"u8));
        Assert.Contains($"'{_folder["state.json"]}' cannot be written", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(".tmp", refused.Message, StringComparison.Ordinal);
        Assert.Single(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void A_folder_that_is_gone_cannot_be_flushed()
    {
        DurableFile.FlushFolder(_folder.Path);
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Nothing is done on Windows.");
        Assert.Throws<IOException>(() => DurableFile.FlushFolder(_folder["gone"]));
    }

    [Fact]
    public async Task Readers_see_one_whole_content_or_the_other_while_many_write()
    {
        var path = _folder["state.json"];
        DurableFile.Write(path, new byte[1000]);
        var writers = Task.WhenAll(Enumerable.Range(0, 4).Select(w => Task.Run(() =>
        {
            var content = new byte[1000];
            content.AsSpan().Fill((byte)w);
            for (var i = 0; i < 50; i++) DurableFile.Write(path, content);
        })));
        do
        {
            var seen = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
            Assert.Equal(1000, seen.Length);
            Assert.Single(seen.Distinct());
        }
        while (!writers.IsCompleted);
        await writers;
    }

    public void Dispose() => _folder.Dispose();
}
