namespace InferenceKit.Tests.ControlPlane.Lifecycle.Reconciling;

public sealed class RolloutTests
{
    [Fact]
    public async Task Serves_the_latest_version_and_says_what_it_is()
    {
        await using var rig = new LifecycleRig();
        rig.Add(1, "times 1");
        rig.Add(2, "times 2");
        Assert.Contains("not started", rig.Served.NotReady!, StringComparison.Ordinal);
        await rig.StartAsync();
        Assert.Equal("2 times 2", rig.Answer);
        Assert.Null(rig.Served.NotReady);
        Assert.Equal((true, "2", "latest", null), (rig.Status.IsReady, rig.Status.Primary.ToString(), rig.Status.Desired, rig.Status.Error));
        var ready = rig.Version(2);
        Assert.Equal((ModelVersionState.Ready, true, rig.Clock.GetUtcNow()), (ready.State, ready.IsPrimary, ready.LoadedAt!.Value));
        Assert.StartsWith("sha256:", ready.Digest, StringComparison.Ordinal);
        Assert.Equal("x", ready.Signature!.Inputs[0].Name);
        Assert.Equal(ModelVersionState.Discovered, rig.Version(1).State);
        Assert.Single(rig.Sessions.Loads);
    }

    [Fact]
    public async Task Swaps_to_a_new_version_and_frees_the_old_one()
    {
        await using var rig = new LifecycleRig();
        rig.Add(1, "times 1");
        await rig.StartAsync();
        rig.Add(2, "times 2");
        await Eventually.True(() => rig.Answer == "2 times 2" && rig.Version(1).State == ModelVersionState.Unloaded);
        Assert.Equal(1, rig.Sessions.SessionsAlive);
        Assert.Single(rig.Served.Versions);
        Assert.Single(Staged(rig));
    }

    [Fact]
    public async Task A_lease_keeps_the_old_version_alive_and_nobody_else_waits()
    {
        await using var rig = new LifecycleRig();
        rig.Add(1, "times 1");
        await rig.StartAsync();
        var old = rig.Served.Primary!;
        var slot = old.TryRent()!;
        rig.Add(2, "times 2");
        await Eventually.True(() => rig.Answer == "2 times 2" && rig.Version(1).State == ModelVersionState.Draining);
        rig.Add(3, "times 3");
        await Eventually.True(() => rig.Answer == "3 times 3");
        Assert.Equal(1, rig.Sessions["times 1"].SessionsAlive);
        slot.Return();
        await Eventually.True(() => rig.Sessions["times 1"].SessionsAlive == 0 && rig.Version(1).State == ModelVersionState.Unloaded);
    }

    [Fact]
    public async Task A_failed_load_keeps_the_last_good_version_and_says_why()
    {
        await using var rig = new LifecycleRig();
        rig.Add(1, "times 1");
        await rig.StartAsync();
        rig.Add(2, "<html>");
        await Eventually.True(() => rig.Version(2).State == ModelVersionState.Failed && rig.Status.Error is not null);
        Assert.Equal("1 times 1", rig.Answer);
        Assert.Equal("version 2 failed: The file is no model.", rig.Status.Error);
        Assert.Equal("The file is no model.", rig.Version(2).Error);
        rig.Add(2, "times 2");
        await Eventually.True(() => rig.Answer == "2 times 2");
        await Eventually.True(() => rig.Status.Error is null && rig.Version(2).Error is null);
    }

    [Fact]
    public async Task A_failed_load_is_tried_again_with_growing_pauses()
    {
        await using var rig = new LifecycleRig();
        rig.Add(1, "times 1");
        await rig.StartAsync();
        rig.Add(2, "counted");
        await FailedAsync(2);
        foreach (var (pause, loads) in new[] { (5, 3), (10, 4), (20, 5) })
        {
            rig.Clock.Advance(TimeSpan.FromSeconds(pause - 1));
            Assert.Equal(loads - 1, rig.Sessions.Loads.Count);
            rig.Clock.Advance(TimeSpan.FromSeconds(1));
            await FailedAsync(loads);
        }
        Assert.Equal("1 times 1", rig.Answer);

        // The reason is seen once the pass is over and the timer set, so that the clock may go on.
        Task FailedAsync(int load) => Eventually.True(() => rig.Status.Error == $"version 2 failed: Load {load}.");
    }

    [Fact]
    public async Task An_unreadable_repository_unloads_nothing()
    {
        await using var rig = new LifecycleRig();
        rig.Add(1, "times 1");
        await rig.StartAsync();
        rig.Repository.Fault = new IOException("the share is gone");
        rig.Add(2, "times 2");
        await Eventually.True(() => rig.Status.Error is not null);
        Assert.Equal("the repository cannot be read: the share is gone", rig.Status.Error);
        Assert.Equal("1 times 1", rig.Answer);
        rig.Repository.Fault = null;
        rig.Clock.Advance(TimeSpan.FromSeconds(5));
        await Eventually.True(() => rig.Answer == "2 times 2" && rig.Status.Error is null);
    }

    [Fact]
    public async Task A_version_deleted_while_it_serves_goes_on_serving()
    {
        await using var rig = new LifecycleRig();
        rig.Add(1, "times 1");
        await rig.StartAsync();
        rig.Remove(1);
        await Eventually.True(() => rig.Status.Error is not null);
        Assert.Equal("the repository has no version of it", rig.Status.Error);
        Assert.Equal("1 times 1", rig.Answer);
    }

    [Fact]
    public async Task Deleting_the_latest_version_goes_back_to_the_one_before()
    {
        await using var rig = new LifecycleRig();
        rig.Add(1, "times 1");
        rig.Add(2, "times 2");
        await rig.StartAsync();
        rig.Remove(2);
        await Eventually.True(() => rig.Answer == "1 times 1");
    }

    [Fact]
    public async Task New_content_of_the_same_version_is_loaded_in_its_place()
    {
        await using var rig = new LifecycleRig();
        rig.Add(1, "times 1");
        await rig.StartAsync();
        var digest = rig.Version(1).Digest;
        rig.Add(1, "times 5");
        await Eventually.True(() => rig.Answer == "1 times 5");
        Assert.NotEqual(digest, rig.Version(1).Digest);
        rig.Add(1, "broken");
        await Eventually.True(() => rig.Version(1).Error is not null);
        Assert.Equal(("1 times 5", ModelVersionState.Ready), (rig.Answer, rig.Version(1).State));
        await Eventually.True(() => rig.Sessions.SessionsAlive == 1);
    }

    [Fact]
    public async Task Keeps_as_many_versions_as_configured()
    {
        await using var rig = new LifecycleRig(settings: s => s with { Keep = "latest-2" });
        for (var i = 1; i <= 3; i++) rig.Add(i, $"times {i}");
        await rig.StartAsync();
        await Eventually.True(() => Serving(rig) == "3 2");
        rig.Settings.Change(LifecycleRig.Model, s => s with { Version = "1" });
        await Eventually.True(() => rig.Answer == "1 times 1" && Serving(rig) == "3 2 1");
        rig.Settings.Change(LifecycleRig.Model, s => s with { Keep = "selected" });
        await Eventually.True(() => Serving(rig) == "1");
    }

    [Fact]
    public async Task Settings_of_the_session_load_the_version_anew_and_others_do_not()
    {
        await using var rig = new LifecycleRig();
        rig.Add(1, "times 1");
        await rig.StartAsync();
        var before = rig.Served.Primary;
        rig.Settings.Change(LifecycleRig.Model, s => s with { Serving = s.Serving with { MaxRowsPerRun = 3, Batching = new() { MaxQueuedRows = 7 } } });
        await Eventually.True(() => rig.Served.Policy.MaxRowsPerRun == 3 && rig.Served.Policy.Batching.MaxQueuedRows == 7);
        await Settled(rig);
        Assert.Same(before, rig.Served.Primary);
        rig.Settings.Change(LifecycleRig.Model, s => s with { Session = s.Session with { Threads = 2 } });
        await Eventually.True(() => rig.Served.Primary != before);
        Assert.Equal(["fraud/1 1", "fraud/1 2"], rig.Sessions.Loads);
    }

    [Fact]
    public async Task Unloads_first_when_resources_come_first()
    {
        await using var rig = new LifecycleRig(settings: s => s with { Transition = VersionTransition.ResourcePreserving });
        rig.Add(1, "times 1");
        await rig.StartAsync();
        var slot = rig.Served.Primary!.TryRent()!;
        rig.Add(2, "times 2");
        await Eventually.True(() => rig.Served.Primary is null && rig.Status.Error is not null);
        Assert.Single(rig.Sessions.Loads);
        Assert.Contains("memory is free", rig.Served.NotReady!, StringComparison.Ordinal);
        slot.Return();
        await Eventually.True(() => rig.Answer == "2 times 2");
        Assert.Equal(0, rig.Sessions["times 1"].SessionsAlive);
    }

    [Fact]
    public async Task Brings_the_old_version_back_when_resources_came_first_and_the_new_one_is_broken()
    {
        await using var rig = new LifecycleRig(settings: s => s with { Transition = VersionTransition.ResourcePreserving });
        rig.Add(1, "times 1");
        await rig.StartAsync();
        rig.Add(2, "broken");
        await Eventually.True(() => rig.Sessions.Loads.Count == 3 && rig.Answer == "1 times 1");
        rig.Clock.Advance(TimeSpan.FromHours(1));
        await Settled(rig);
        Assert.Equal(("1 times 1", 3), (rig.Answer, rig.Sessions.Loads.Count));
        Assert.Contains("version 2 failed", rig.Status.Error!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_a_second_version_that_would_not_fit_into_memory()
    {
        await using var rig = new LifecycleRig();
        rig.Add(1, "times 1");
        await rig.StartAsync();
        rig.Settings.Change(s => s with { Lifecycle = s.Lifecycle with { MaxResidentBytes = 20 } });
        rig.Add(2, "times 2");
        await Eventually.True(() => rig.Status.Error is not null);
        Assert.Contains("MaxResidentBytes", rig.Status.Error!, StringComparison.Ordinal);
        Assert.Equal("1 times 1", rig.Answer);
        Assert.Single(rig.Sessions.Loads);
    }

    [Fact]
    public async Task A_codec_that_does_not_suit_fails_the_version_and_names_both()
    {
        await using var rig = new LifecycleRig(codec: new UnsuitedCodec());
        rig.Add(1, "times 1");
        var error = await Assert.ThrowsAsync<InferenceException>(rig.StartAsync);
        Assert.Contains("codec float -> float does not suit it", error.Message, StringComparison.Ordinal);
        Assert.Contains("no input 'amount'; it has: x: Float32[batch,1]", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, rig.Sessions.SessionsAlive);
        Assert.Empty(Staged(rig));
    }

    [Fact]
    public async Task Loads_no_more_at_once_than_configured()
    {
        var models = Enumerable.Range(0, 8).Select(i => $"m{i}").ToArray();
        await using var rig = new LifecycleRig(models);
        rig.Settings.Change(s => s with { Lifecycle = s.Lifecycle with { MaxConcurrentLoads = 2 } });
        foreach (var model in models) rig.Add(1, $"times {model[1..]}", model);
        await rig.StartAsync();
        Assert.InRange(rig.Sessions.MostAtOnce, 1, 2);
        Assert.All(rig.Lifecycle.Models, m => Assert.True(m.IsReady));
    }

    private static string[] Staged(LifecycleRig rig) =>
        Directory.GetDirectories(rig.StagingPath).SelectMany(Directory.GetDirectories).ToArray();

    private static string Serving(LifecycleRig rig) => string.Join(' ', rig.Served.Versions.Select(v => v.Id.Version));

    /// <summary>Until the loop has looked at the repository once more and done what there was to do.</summary>
    private static async Task Settled(LifecycleRig rig)
    {
        var listings = rig.Repository.Listings;
        rig.Settings.Change(s => s);
        await Eventually.True(() => rig.Repository.Listings > listings);
    }
}
