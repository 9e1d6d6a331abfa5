using InferenceKit.Serving.Leasing;
using InferenceKit.Tests.DataPlane;

namespace InferenceKit.Tests.Serving;

public sealed class DrainTests
{
    [Fact]
    public async Task A_drain_completes_whatever_is_returned_at_the_same_moment()
    {
        using var rig = new DataPlaneRig();
        using var together = new Barrier(3);
        for (var i = 1; i <= 1_000; i++)
        {
            var version = rig.Publish(DataPlaneRig.Times(1), i, concurrency: 2);
            Task? drained = null;
            var returns = Enumerable.Range(0, 2).Select(_ => version.TryRent()!).ToArray();
            Thread[] threads =
            [
                .. returns.Select(slot => new Thread(() => Meet(together, slot.Return))),
                new Thread(() => Meet(together, () => drained = version.DrainAsync())),
            ];
            foreach (var thread in threads) thread.Start();
            foreach (var thread in threads) thread.Join();

            await drained!.WaitAsync(TimeSpan.FromSeconds(120), TestContext.Current.CancellationToken);
            Assert.Null(version.TryRent());
            version.Dispose();
        }
    }

    [Fact]
    public async Task A_drain_waits_for_every_lease()
    {
        using var rig = new DataPlaneRig();
        var version = rig.Publish(DataPlaneRig.Times(1), 1, concurrency: 3);
        Slot[] leases = [version.TryRent()!, version.TryRent()!];

        var drained = version.DrainAsync();
        leases[0].Return();
        Assert.False(drained.IsCompleted);
        Assert.Throws<InvalidOperationException>(version.Dispose);
        leases[1].Return();
        await drained;
        version.Dispose();
    }

    private static void Meet(Barrier barrier, Action action)
    {
        barrier.SignalAndWait();
        action();
    }
}
