using InferenceKit.Tests.Children;
using Microsoft.Extensions.DependencyInjection;

namespace InferenceKit.Tests.ControlPlane.Lifecycle;

/// <summary>Whole hosts that promote one version after another are killed at random points of it.</summary>
public sealed class HostCrashTests : IDisposable
{
    private const int Kills = 30;

    private readonly HostFolders _folders = new("m", 3);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _folders.Dispose();

    [Fact]
    public async Task After_a_kill_the_next_host_serves_the_version_before_or_after_the_promotion()
    {
        var random = new Random(3);
        string? stored = null;
        for (var i = 0; i < Kills; i++)
        {
            using var child = await ChildProcess.StartAsync(_folders.Promoting(1_000_000, "1", "2", "3"));
            child.Go();
            var told = i % 3 == 0 ? stored : VersionOf((await child.ReadLineAsync())!);
            // The moment of the kill: anywhere in the midst of what it does.
            await Task.Delay(random.Next(0, 40), Ct);
            await child.KillAsync();
            foreach (var line in await child.ReadToEndAsync()) told = VersionOf(line);
            stored = await CheckAsync(told);
        }
    }

    /// <summary>Starts a host on what is there; promotes once more, and tells to what.</summary>
    private async Task<string> CheckAsync(string? told)
    {
        string next;
        await using (var host = _folders.Host())
        {
            await host.StartInferenceAsync(Ct);
            var lifecycle = host.GetRequiredService<IModelLifecycle>();
            var status = lifecycle.Models[0];
            var stable = status.Aliases.TryGetValue("stable", out var version) ? version.ToString() : null;
            Assert.Contains(stable, new[] { told, After(told) });
            Assert.Equal((ModelVersion.Parse(stable ?? "1"), null), (status.Primary, status.Error));
            Assert.Equal(2 * int.Parse(stable ?? "1"), await _folders.AskAsync(host));
            // The killed one's has been swept.
            Assert.Single(Directory.GetFileSystemEntries(_folders.Staging));

            next = After(stable);
            await lifecycle.SetAliasAsync("m", "stable", next, cancellationToken: Ct);
            Assert.Equal(2 * int.Parse(next), await _folders.AskAsync(host));
        }
        Assert.Equal(["model.m.json", "model.m.json.lock"], Directory.GetFiles(_folders.State).Select(Path.GetFileName).Order());
        Assert.Empty(Directory.GetFileSystemEntries(_folders.Staging));
        return next;
    }

    private static string After(string? version) => version switch { "1" => "2", "2" => "3", _ => "1" };

    private static string VersionOf(string line)
    {
        Assert.StartsWith("won ", line, StringComparison.Ordinal);
        return line["won ".Length..];
    }
}
