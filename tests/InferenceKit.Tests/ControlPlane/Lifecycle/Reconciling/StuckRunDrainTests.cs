using InferenceKit.Serving.Leasing;

namespace InferenceKit.Tests.ControlPlane.Lifecycle.Reconciling;

/// <summary>Versions that runs without an end keep from being freed.</summary>
public sealed class StuckRunDrainTests
{
    [Fact]
    public async Task A_rollout_that_frees_memory_first_does_not_wait_for_runs_that_do_not_end()
    {
        await using var rig = new LifecycleRig(settings: s => s with { Transition = VersionTransition.ResourcePreserving });
        rig.Add(1, "times 1");
        await rig.StartAsync();
        var slot = MakeStuckRun(rig);
        Assert.Equal((1, null), (rig.Version(1).ZombieRuns, rig.Version(1).OutOfService));

        rig.Add(2, "times 2");
        await Eventually.True(() => rig.Answer == "2 times 2");

        Assert.Equal((ModelVersionState.Draining, 1), (rig.Version(1).State, rig.Version(1).ZombieRuns));
        Assert.Equal(1, rig.Sessions["times 1"].SessionsAlive);
        slot.Return();
        await Eventually.True(() => rig.Version(1).State == ModelVersionState.Unloaded);
        Assert.Equal(0, rig.Sessions["times 1"].SessionsAlive);
    }

    [Fact]
    public async Task A_stop_does_not_wait_for_runs_that_do_not_end_and_frees_nothing_under_them()
    {
        var rig = new LifecycleRig();
        rig.Add(1, "times 1");
        await rig.StartAsync();
        var slot = MakeStuckRun(rig);

        // The clock stands still, so no time for draining ever passes.
        await rig.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(120), TestContext.Current.CancellationToken);

        Assert.Equal(1, rig.Sessions["times 1"].SessionsAlive);
        slot.Return();
        await Eventually.True(() => rig.Sessions["times 1"].SessionsAlive == 0);
    }

    [Fact]
    public async Task The_status_says_that_a_version_is_out_of_service_and_why()
    {
        await using var rig = new LifecycleRig(settings: s => s with { Serving = s.Serving with { MaxZombieRuns = 1 } });
        rig.Add(1, "times 1");
        await rig.StartAsync();
        var slot = MakeStuckRun(rig);

        Assert.False(rig.Status.IsReady);
        Assert.Contains("MaxZombieRuns", rig.Version(1).OutOfService!, StringComparison.Ordinal);
        Assert.Contains("version 1 is out of service", rig.Status.Error!, StringComparison.Ordinal);

        slot.Return();
        Assert.True(rig.Status.IsReady);
        Assert.Null(rig.Status.Error);
    }

    private static Slot MakeStuckRun(LifecycleRig rig)
    {
        var version = rig.Served.Primary!;
        var slot = version.TryRent()!;
        slot.Arm(slot.Buffers.Single, rig.Time.GetTimestamp(), default);
        rig.DataPlane.Scanner.NoteInlineRun();
        for (var i = 0; i < 15; i++) rig.Clock.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Equal(1, version.Service.StuckRuns);
        return slot;
    }
}
