using InferenceKit.ControlPlane.State;
using InferenceKit.Tests.Children;
using Microsoft.Extensions.Logging.Abstractions;

namespace InferenceKit.Tests.ControlPlane.Lifecycle;

/// <summary>Hosts in several processes over one state folder.</summary>
public sealed class ProcessRaceTests : IDisposable
{
    private const int Attempts = 25;

    private readonly HostFolders _folders = new(LifecycleRig.Model, 4);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _folders.Dispose();

    [Fact]
    public async Task Promotions_of_two_processes_are_each_told_how_they_fared_and_every_host_follows_the_last()
    {
        using var storeOne = Store();
        using var storeTwo = Store();
        await using var watchingOne = await StartedAsync(storeOne);
        await using var watchingTwo = await StartedAsync(storeTwo);
        // Versions of its own for each: no promotion is to where the alias is already.
        using var one = await ChildProcess.StartAsync(_folders.Promoting(Attempts, "1", "3"));
        using var two = await ChildProcess.StartAsync(_folders.Promoting(Attempts, "2", "4"));
        one.Go();
        two.Go();
        string[][] lines = await Task.WhenAll(one.ReadToEndAsync(), two.ReadToEndAsync());

        var edits = await new ModelEditsStore(storeOne).ReadAsync(LifecycleRig.Model, Ct);
        var audit = edits.Audit ?? [];
        // An attempt that was overtaken was stored, as one that won.
        var stored = lines.Select(l => Count(l, "won ") + Count(l, "overtaken ")).Order().ToArray();
        Assert.All(lines, l => Assert.Equal(Attempts, Count(l, "won ") + Count(l, "overtaken ") + Count(l, "lost ")));
        Assert.Equal(stored, audit.CountBy(a => a.By).Select(a => a.Value).Order());
        string? last = null;
        foreach (var record in audit)
        {
            Assert.Equal((ModelEditKind.SetAlias, "stable", last), (record.Kind, record.Alias, record.From));
            last = record.To;
        }
        Assert.Equal(last, edits.AliasOrNull("stable"));
        await Eventually.True(() => watchingOne.Answer == $"{last} times {last}" && watchingTwo.Answer == watchingOne.Answer);
    }

    private static int Count(string[] lines, string word) => lines.Count(l => l.StartsWith(word, StringComparison.Ordinal));

    private FileModelStateStore Store() => new(_folders.State, TimeSpan.FromMilliseconds(50), NullLogger.Instance, TimeProvider.System);

    private static async Task<LifecycleRig> StartedAsync(IModelStateStore store)
    {
        var rig = new LifecycleRig(settings: s => s with { Version = "@stable|1" }, state: store);
        for (var i = 1; i <= 4; i++) rig.Add(i, $"times {i}");
        await rig.StartAsync();
        return rig;
    }
}
