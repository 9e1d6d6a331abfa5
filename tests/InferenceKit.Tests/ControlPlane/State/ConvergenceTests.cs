using InferenceKit.ControlPlane.State;
using InferenceKit.Tests.ControlPlane.Lifecycle;
using Microsoft.Extensions.Logging.Abstractions;

namespace InferenceKit.Tests.ControlPlane.State;

/// <summary>Several hosts over one state folder; the clock of each store is the real one.</summary>
public sealed class ConvergenceTests : IDisposable
{
    private const string Model = LifecycleRig.Model;

    private readonly TempFolder _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_host_that_watches_the_state_follows_promotions_and_rollbacks_of_any()
    {
        using var stores = new Stores(_folder["state"], 3);
        await using var one = await StartedAsync(stores[0]);
        await using var two = await StartedAsync(stores[1]);
        await using var three = await StartedAsync(stores[2]);
        LifecycleRig[] hosts = [one, two, three];
        await one.Lifecycle.SetAliasAsync(Model, "stable", "2", cancellationToken: Ct);
        await AllServe(hosts, 2);
        await two.Lifecycle.SetAliasAsync(Model, "stable", "3", cancellationToken: Ct);
        await AllServe(hosts, 3);
        await three.Lifecycle.RollbackAsync(Model, cancellationToken: Ct);
        await AllServe(hosts, 2);
        await one.Lifecycle.RollbackAsync(Model, cancellationToken: Ct);
        await AllServe(hosts, 1);
        await Eventually.True(() => hosts.All(h => h.Status.Audit.Count == 4 && !h.Status.IsStatePending));
    }

    [Fact]
    public async Task However_many_promote_at_once_all_hosts_end_up_where_the_state_is()
    {
        using var stores = new Stores(_folder["state"], 2);
        await using var one = await StartedAsync(stores[0]);
        await using var two = await StartedAsync(stores[1]);
        LifecycleRig[] hosts = [one, two];
        var (done, refused) = (0, 0);
        await Task.WhenAll(hosts.Select((host, h) => Task.Run(async () =>
        {
            for (var i = 0; i < 20; i++)
            {
                try
                {
                    await host.Lifecycle.SetAliasAsync(Model, "stable", $"{1 + (i + h) % 3}", cancellationToken: Ct);
                    Interlocked.Increment(ref done);
                }
                catch (InferenceException e) when (e.Failure.Error == InferenceError.Conflict)
                {
                    Interlocked.Increment(ref refused);
                }
            }
        }, Ct)));
        Assert.Equal(40, done + refused);
        Assert.True(done > 0);
        var stored = (await new ModelEditsStore(stores[0]).ReadAsync(Model, Ct)).AliasOrNull("stable");
        await AllServe(hosts, int.Parse(stored!));
    }

    private static Task AllServe(LifecycleRig[] hosts, int version) =>
        Eventually.True(() => hosts.All(h => h.Answer == $"{version} times {version}"));

    private static async Task<LifecycleRig> StartedAsync(IModelStateStore store)
    {
        var rig = new LifecycleRig(settings: s => s with { Version = "@stable|1", KeepPrevious = 1 }, state: store);
        for (var i = 1; i <= 3; i++) rig.Add(i, $"times {i}");
        await rig.StartAsync();
        return rig;
    }

    private sealed class Stores(string folder, int count) : IDisposable
    {
        private readonly FileModelStateStore[] _stores =
            [.. Enumerable.Range(0, count).Select(_ => new FileModelStateStore(folder, TimeSpan.FromMilliseconds(50), NullLogger.Instance, TimeProvider.System))];

        public FileModelStateStore this[int index] => _stores[index];

        public void Dispose()
        {
            foreach (var store in _stores) store.Dispose();
        }
    }
}
