using InferenceKit.Testing;
using InferenceKit.Tests.Children;

namespace InferenceKit.Tests.ControlPlane.Repository.Publishing;

/// <summary>Publishers in other processes: they race, and they are killed.</summary>
public sealed class OtherProcessTests : IDisposable
{
    private const int Kills = 30;

    private readonly PublishingRig _rig = new();

    [Fact]
    public async Task Of_two_processes_that_publish_one_version_one_wins()
    {
        var source = _rig.Write("m.onnx", OnnxModels.RowSum(2));
        using var one = await ChildProcess.StartAsync("publish", _rig.Root, "m", source, "7", "3");
        using var two = await ChildProcess.StartAsync("publish", _rig.Root, "m", source, "007", "3");
        one.Go();
        two.Go();
        string[] lines = [.. await one.ReadToEndAsync(), .. await two.ReadToEndAsync()];
        Assert.Equal(6, lines.Length);
        Assert.Single(lines, line => line.StartsWith("published", StringComparison.Ordinal));
        Assert.Equal(5, lines.Count(line => line.StartsWith("refused", StringComparison.Ordinal) && line.Contains("already", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Of_two_processes_that_publish_the_next_number_each_gets_its_own()
    {
        var source = _rig.Write("m.onnx", OnnxModels.RowSum(2));
        using var one = await ChildProcess.StartAsync("publish", _rig.Root, "m", source, "next", "10", "2");
        using var two = await ChildProcess.StartAsync("publish", _rig.Root, "m", source, "next", "10", "2");
        one.Go();
        two.Go();
        string[] lines = [.. await one.ReadToEndAsync(), .. await two.ReadToEndAsync()];
        Assert.Equal(Enumerable.Range(1, 20).Select(i => $"published {i}").Order(), lines.Order());
    }

    [Fact]
    public async Task A_killed_publisher_leaves_a_whole_version_or_nothing_that_anybody_lists()
    {
        var source = _rig.Write("m.onnx", OnnxModels.RowSum(2));
        var random = new Random(1);
        var announced = 0;
        for (var i = 0; i < Kills; i++)
        {
            using var child = await ChildProcess.StartAsync("publish", _rig.Root, "m", source, "next", "1000", "2");
            child.Go();
            // Some before the first is there, most in the midst of a later one.
            if (i % 3 > 0) Assert.StartsWith("published", await child.ReadLineAsync(), StringComparison.Ordinal);
            if (i % 3 > 0) announced++;
            await Task.Delay(random.Next(0, 80), TestContext.Current.CancellationToken);
            await child.KillAsync();
        }
        var versions = Directory.GetDirectories(Path.Combine(_rig.Root, "m")).Where(folder => !Path.GetFileName(folder).StartsWith('.')).ToList();
        Assert.True(versions.Count >= announced, "A version that was announced is gone.");
        foreach (var version in versions)
        {
            var manifest = ModelManifest.Parse(await File.ReadAllBytesAsync(Path.Combine(version, "manifest.json"), TestContext.Current.CancellationToken));
            Assert.Equal(Path.GetFileName(version), manifest.Version.ToString());
            Assert.Equal(["manifest.json", "model.onnx"], Directory.GetFileSystemEntries(version).Select(Path.GetFileName).Order());
            Assert.Equal(new FileInfo(source).Length, new FileInfo(Path.Combine(version, "model.onnx")).Length);
        }
        // The last one is as good as any, and the next publisher is not held up by the dead.
        Assert.Equal(2, await _rig.AnswerAsync());
        Assert.Equal(versions.Count + 1, int.Parse((await _rig.PublishAsync(1)).Id.Version.ToString(), System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task A_publisher_on_a_full_disk_says_so_and_leaves_whole_versions_alone()
    {
        var full = FolderMount.OfSize(_rig.Root, 64);
        await full.SkipUnlessPossibleAsync();
        var source = _rig.Write("m.onnx", OnnxModels.RowSum(2));
        using var child = await ChildProcess.StartAsync(full, "fill", _rig.Root, "m", source);
        child.Go();
        var lines = await child.ReadToEndAsync();
        Assert.True(lines.Length > 3, string.Join('\n', lines));
        Assert.StartsWith("refused ", lines[^2], StringComparison.Ordinal);
        Assert.Contains("space", lines[^2], StringComparison.Ordinal);
        Assert.Contains(_rig.Root, lines[^2], StringComparison.Ordinal);
        var versions = Enumerable.Range(1, lines.Length - 2).Select(i => i.ToString(System.Globalization.CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(versions.Select(v => $"published {v}"), lines[..^2]);
        Assert.Equal(
            versions.SelectMany(v => new[] { v, $"{v}/manifest.json", $"{v}/model.onnx" }).Order(StringComparer.Ordinal),
            lines[^1].Split(' ').Skip(1).Where(name => name != ".publish.lock"));
    }

    public void Dispose() => _rig.Dispose();
}
