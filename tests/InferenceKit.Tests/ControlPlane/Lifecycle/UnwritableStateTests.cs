using InferenceKit.ControlPlane.State;
using InferenceKit.Tests.Children;
using Microsoft.Extensions.Logging.Abstractions;

namespace InferenceKit.Tests.ControlPlane.Lifecycle;

/// <summary>State folders that are full or read-only.</summary>
public sealed class UnwritableStateTests : IDisposable
{
    private readonly HostFolders _folders = new("m", 2);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _folders.Dispose();

    [Fact]
    public async Task A_write_to_a_full_disk_names_folder_and_option_and_leaves_what_there_was_and_nothing_else()
    {
        var full = FolderMount.OfSize(_folders.State, 12);
        await full.SkipUnlessPossibleAsync();
        using var child = await ChildProcess.StartAsync(full, "edit", _folders.State, "m");
        child.Go();
        var lines = await child.ReadToEndAsync();
        Assert.True(lines.Length > 4, string.Join('\n', lines));
        Assert.StartsWith("wrote ", lines[^4], StringComparison.Ordinal);
        AssertRefused(lines[^3], "space");
        Assert.Equal([lines[^4].Replace("wrote", "holds", StringComparison.Ordinal), "files model.m.json model.m.json.lock"], lines[^2..]);
    }

    [Fact]
    public async Task A_promotion_whose_state_finds_no_room_is_refused_and_traffic_stays()
    {
        var full = FolderMount.OfSize(_folders.State, 12);
        await full.SkipUnlessPossibleAsync();
        using var child = await ChildProcess.StartAsync(full, _folders.Promoting(1000, "1", "2"));
        child.Go();
        var lines = await child.ReadToEndAsync();
        Assert.True(lines.Length > 3, string.Join('\n', lines));
        AssertRefused(lines[^3], "space");
        Assert.Equal(lines[^4] == "won 1" ? "answers 2" : "answers 4", lines[^2]);
    }

    [Fact]
    public async Task A_read_only_state_is_followed_and_a_promotion_is_refused()
    {
        var readOnly = FolderMount.ReadOnly(_folders.State);
        await readOnly.SkipUnlessPossibleAsync();
        using (var files = new FileModelStateStore(_folders.State, null, NullLogger.Instance, TimeProvider.System))
        {
            var audit = new ModelAuditRecord { Time = TimeProvider.System.GetUtcNow(), Kind = ModelEditKind.SetAlias, By = "test", Alias = "stable", To = "2" };
            await new ModelEditsStore(files).ChangeAsync("m", e => e.SetAlias("stable", "2", audit), Ct);
        }
        var before = await File.ReadAllBytesAsync(_folders.StateFile, Ct);
        using var child = await ChildProcess.StartAsync(readOnly, _folders.Promoting(1, "1"));
        child.Go();
        var lines = await child.ReadToEndAsync();
        Assert.Equal(3, lines.Length);
        AssertRefused(lines[0], "ead-only");
        Assert.Equal(["answers 4", "error"], lines[1..]);
        Assert.Equal(before, await File.ReadAllBytesAsync(_folders.StateFile, Ct));
        Assert.Equal(["model.m.json", "model.m.json.lock"], Directory.GetFiles(_folders.State).Select(Path.GetFileName).Order());
    }

    private void AssertRefused(string line, string why)
    {
        Assert.StartsWith("refused ", line, StringComparison.Ordinal);
        Assert.Contains($"'{_folders.State}' (State:Path)", line, StringComparison.Ordinal);
        Assert.Contains(why, line, StringComparison.Ordinal);
        // Nobody knows the hidden file.
        Assert.DoesNotContain(".tmp", line, StringComparison.Ordinal);
    }
}
