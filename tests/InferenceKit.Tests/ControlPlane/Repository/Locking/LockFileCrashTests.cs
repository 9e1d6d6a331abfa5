using System.Globalization;
using InferenceKit.ControlPlane.Repository.Locking;
using InferenceKit.Tests.Children;

namespace InferenceKit.Tests.ControlPlane.Repository.Locking;

/// <summary>Processes that write a lock file are killed at random points of it, or find no room for it.</summary>
public sealed class LockFileCrashTests : IDisposable
{
    private const int Kills = 30;

    private readonly TempFolder _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string LockPath => _folder["app/inference.lock.json"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_killed_writer_leaves_the_pins_before_or_after_its_last_write()
    {
        Directory.CreateDirectory(_folder["app"]);
        var random = new Random(4);
        var (stored, halves) = (0, 0);
        for (var i = 0; i < Kills; i++)
        {
            using var child = await ChildProcess.StartAsync("lock", LockPath, "m", (stored + 1).ToString(CultureInfo.InvariantCulture));
            child.Go();
            var told = i % 3 == 0 ? stored : NumberOf((await child.ReadLineAsync())!);
            // The moment of the kill: anywhere in the midst of what it does.
            await Task.Delay(random.Next(0, 30), Ct);
            await child.KillAsync();
            foreach (var line in await child.ReadToEndAsync()) told = NumberOf(line);

            var left = Directory.GetFiles(_folder["app"], ".*.tmp");
            halves += left.Length;
            // Nobody's any more, as by then somebody has come back to the lock file.
            foreach (var file in left) File.SetLastWriteTimeUtc(file, DateTime.UtcNow - TimeSpan.FromHours(2));
            stored = Stored();
            Assert.InRange(stored, told, told + 1);
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"{halves} of {Kills} kills left a half file.");
        ModelLockFile.Update([], LockPath, new() { Prune = true, Models = ["m"] });
        ModelLockFile.Update([new() { Name = "n", Desired = "latest", Versions = [new() { Version = ModelVersion.FromNumber(1), State = ModelVersionState.Ready, Digest = $"sha256:{new string('0', 64)}" }] }], LockPath);
        Assert.Equal([LockPath], Directory.GetFiles(_folder["app"]));
    }

    [Fact]
    public async Task A_write_to_a_full_disk_names_the_file_and_leaves_nothing_beside_what_there_was()
    {
        var full = FolderMount.OfSize(_folder["app"], 12);
        await full.SkipUnlessPossibleAsync();
        using var child = await ChildProcess.StartAsync(full, "lock", LockPath, "m", "1");
        child.Go();
        var lines = await child.ReadToEndAsync();
        // Two pages of three are taken then.
        Assert.Equal(["wrote 1", "files inference.lock.json"], [lines[0], lines[^1]]);
        Assert.StartsWith($"refused '{LockPath}' cannot be written: ", lines[1], StringComparison.Ordinal);
        Assert.Contains("space", lines[1], StringComparison.Ordinal);
        Assert.DoesNotContain(".tmp", lines[1], StringComparison.Ordinal);
    }

    /// <summary>The number that every pin in the file is of.</summary>
    private int Stored()
    {
        if (!File.Exists(LockPath)) return 0;
        var pins = LockFileReader.Parse(LockPath, File.ReadAllBytes(LockPath)).Versions("m");
        var number = int.Parse(pins.Values.First()["sha256:".Length..], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        Assert.Single(pins.Values.Distinct());
        Assert.Equal(55 + number % 10, pins.Count);
        return number;
    }

    private static int NumberOf(string line)
    {
        Assert.StartsWith("wrote ", line, StringComparison.Ordinal);
        return int.Parse(line.AsSpan("wrote ".Length), CultureInfo.InvariantCulture);
    }
}
