using InferenceKit.Tests.ControlPlane.Repository.Locking;

namespace InferenceKit.Tests.ControlPlane.Lifecycle.Reconciling;

public sealed class LockedRolloutTests
{
    [Fact]
    public async Task A_pinned_version_loads_with_its_digest_and_others_as_ever()
    {
        await using var rig = new LifecycleRig();
        Lock(rig, (1, "times 1"));
        rig.Add(1, "times 1");
        await rig.StartAsync();
        Assert.Equal(("1 times 1", null), (rig.Answer, rig.Status.Error));
        rig.Add(2, "times 2");
        await Eventually.True(() => rig.Answer == "2 times 2");
    }

    [Fact]
    public async Task Content_other_than_pinned_is_refused_and_the_old_version_serves_on()
    {
        await using var rig = new LifecycleRig();
        Lock(rig, (1, "times 1"), (2, "times 2"));
        rig.Add(1, "times 1");
        await rig.StartAsync();
        rig.Add(2, "times 3");
        await Eventually.True(() => rig.Version(2).State == ModelVersionState.Failed && rig.Status.Error is not null);
        Assert.Equal("1 times 1", rig.Answer);
        Assert.DoesNotContain(rig.Sessions.Loads, l => l.StartsWith("fraud/2", StringComparison.Ordinal));
        foreach (var part in new[] { Pins.DigestOf("times 2"), Pins.DigestOf("times 3"), "version 2 of model 'fraud'", rig.LockFile, "run `inferencekit lock`, if the change is meant" })
            Assert.Contains(part, rig.Version(2).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lock_that_is_repaired_lets_the_version_load_at_once()
    {
        await using var rig = new LifecycleRig();
        Lock(rig, (1, "times 1"), (2, "times 2"));
        rig.Add(1, "times 1");
        await rig.StartAsync();
        rig.Add(2, "times 3");
        await Eventually.True(() => rig.Version(2).State == ModelVersionState.Failed);
        Lock(rig, (1, "times 1"), (2, "times 3"));
        // The clock stands still: no retry is due.
        Look(rig);
        await Eventually.True(() => rig.Answer == "2 times 3" && rig.Status.Error is null);
    }

    [Fact]
    public async Task Only_a_change_that_concerns_a_failed_version_retries_it()
    {
        await using var rig = new LifecycleRig();
        Lock(rig, (1, "times 1"), (2, "times 2"));
        rig.Add(1, "times 1");
        await rig.StartAsync();
        rig.Add(2, "counted");
        Lock(rig, (1, "times 1"), (2, "counted"));
        Look(rig);
        await Eventually.True(() => rig.Version(2).Error?.Contains("Load 2", StringComparison.Ordinal) == true);
        Lock(rig, (1, "times 1"), (2, "counted"), (7, "times 7"));
        Look(rig);
        await PassAsync(rig);
        Assert.Contains("Load 2", rig.Version(2).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lock_that_comes_later_reloads_nothing_and_says_what_differs()
    {
        await using var rig = new LifecycleRig();
        rig.Add(1, "times 1");
        await rig.StartAsync();
        Lock(rig, (1, "times 1"));
        Look(rig);
        await PassAsync(rig);
        Assert.Equal((1, null), (rig.Sessions.Loads.Count, rig.Status.Error));
        Lock(rig, (1, "times 2"));
        Look(rig);
        await Eventually.True(() => rig.Status.Error is not null);
        Assert.Equal($"version 1 serves {Pins.DigestOf("times 1")}, but the lock file names {Pins.DigestOf("times 2")}", rig.Status.Error);
        Assert.Equal(("1 times 1", 1), (rig.Answer, rig.Sessions.Loads.Count));
    }

    [Fact]
    public async Task With_RequireLock_latest_is_the_latest_that_is_locked()
    {
        await using var rig = new LifecycleRig();
        Require(rig);
        Lock(rig, (1, "times 1"), (2, "times 2"));
        rig.Add(1, "times 1");
        rig.Add(2, "times 2");
        rig.Add(99, "times 99");
        await rig.StartAsync();
        Assert.Equal(("2 times 2", null), (rig.Answer, rig.Status.Error));
        Assert.Equal(ModelVersionState.Discovered, rig.Version(99).State);
        Assert.Contains("not in the lock file", rig.Version(99).Error, StringComparison.Ordinal);
        var error = await Assert.ThrowsAsync<InferenceException>(() => rig.Lifecycle.LoadAsync("fraud", "99", cancellationToken: TestContext.Current.CancellationToken));
        Assert.Contains("is not in the lock file", error.Message, StringComparison.Ordinal);
        Lock(rig, (1, "times 1"), (2, "times 2"), (99, "times 99"));
        Look(rig);
        await Eventually.True(() => rig.Answer == "99 times 99");
    }

    [Fact]
    public async Task With_RequireLock_and_nothing_locked_the_start_fails_and_says_which_versions_there_are()
    {
        await using var rig = new LifecycleRig();
        Require(rig);
        Lock(rig, (7, "times 7"));
        rig.Add(5, "times 5");
        rig.Add(6, "times 6");
        var error = await Assert.ThrowsAsync<InferenceException>(rig.StartAsync);
        Assert.Contains($"versions 6, 5 in the repository are not in the lock file '{rig.LockFile}' (Trust:RequireLock)", error.Message, StringComparison.Ordinal);
        Assert.Contains("names version 7, which the repository does not have", error.Message, StringComparison.Ordinal);
        Assert.Empty(rig.Sessions.Loads);
    }

    [Fact]
    public async Task With_RequireLock_and_no_lock_file_nothing_loads()
    {
        await using var rig = new LifecycleRig();
        Require(rig);
        rig.Add(1, "times 1");
        var error = await Assert.ThrowsAsync<InferenceException>(rig.StartAsync);
        Assert.Contains($"There is no lock file '{rig.LockFile}', and Trust:RequireLock asks for one", error.Message, StringComparison.Ordinal);
        Assert.Empty(rig.Sessions.Loads);
    }

    [Fact]
    public async Task A_version_taken_out_of_a_required_lock_gives_way_to_one_that_is_in_it_and_to_nothing()
    {
        await using var rig = new LifecycleRig();
        Require(rig);
        Lock(rig, (1, "times 1"), (2, "times 2"));
        rig.Add(1, "times 1");
        rig.Add(2, "times 2");
        await rig.StartAsync();
        Lock(rig, (1, "times 1"));
        Look(rig);
        await Eventually.True(() => rig.Answer == "1 times 1");
        Lock(rig);
        Look(rig);
        await Eventually.True(() => rig.Status.Error?.Contains("not in the lock file", StringComparison.Ordinal) == true);
        Assert.Equal("1 times 1", rig.Answer);
    }

    [Theory]
    [InlineData(VersionTransition.AvailabilityPreserving)]
    [InlineData(VersionTransition.ResourcePreserving)]
    public async Task A_lock_file_that_turns_bad_stops_loads_and_no_traffic(VersionTransition transition)
    {
        await using var rig = new LifecycleRig(settings: m => m with { Transition = transition, Keep = "all" });
        Lock(rig, (1, "times 1"), (2, "times 2"));
        rig.Add(1, "times 1");
        rig.Add(2, "times 2");
        await rig.StartAsync();
        await Eventually.True(() => rig.Version(1).State == ModelVersionState.Ready);
        Pins.Write(rig.LockFile, "{ \"schema\": 1, \"models\": {");
        rig.Add(3, "times 3");
        await Eventually.True(() => rig.Version(3).State == ModelVersionState.Failed && rig.Status.Error is not null);
        Assert.Equal("2 times 2", rig.Answer);
        Assert.Contains("cannot be used", rig.Status.Error, StringComparison.Ordinal);
        Assert.Equal(rig.Status.Error!.IndexOf("cannot be used", StringComparison.Ordinal), rig.Status.Error.LastIndexOf("cannot be used", StringComparison.Ordinal));
        // What was loaded while the lock was good may still get the traffic.
        await rig.Lifecycle.LoadAsync("fraud", "1", cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal("1 times 1", rig.Answer);
        Lock(rig, (1, "times 1"), (2, "times 2"));
        await rig.Lifecycle.ReloadAsync("fraud", cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal("3 times 3", rig.Answer);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_lock_file_that_changes_while_a_version_loads_keeps_it_out(bool isReadable)
    {
        await using var rig = new LifecycleRig();
        Lock(rig, (1, "times 1"), (2, "times 2"));
        rig.Add(1, "times 1");
        await rig.StartAsync();
        using var hold = rig.Sessions.Hold();
        rig.Add(2, "times 2");
        await Eventually.True(() => rig.Sessions.Loads.Count == 2);
        if (isReadable) Lock(rig, (1, "times 1"), (2, "times 3"));
        else Pins.Write(rig.LockFile, "{");
        hold.Set();
        await Eventually.True(() => rig.Version(2).State == ModelVersionState.Failed && rig.Sessions["times 2"].SessionsAlive == 0);
        Assert.Equal("1 times 1", rig.Answer);
        Assert.Contains(isReadable ? Pins.DigestOf("times 3") : "cannot be used", rig.Version(2).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lock_file_that_is_bad_from_the_start_stops_the_start()
    {
        await using var rig = new LifecycleRig();
        Pins.Write(rig.LockFile, """{ "schema": 9 }""");
        rig.Add(1, "times 1");
        var error = await Assert.ThrowsAsync<InferenceException>(rig.StartAsync);
        Assert.Contains(rig.LockFile, error.Message, StringComparison.Ordinal);
        Assert.Contains("schema: it is 9", error.Message, StringComparison.Ordinal);
        Assert.Empty(rig.Sessions.Loads);
    }

    [Fact]
    public async Task A_lock_that_names_what_is_not_there_harms_nothing()
    {
        await using var rig = new LifecycleRig();
        Lock(rig, (1, "times 1"), (8, "times 8"), (9, "times 9"));
        rig.Add(1, "times 1");
        await rig.StartAsync();
        Assert.Equal(("1 times 1", null), (rig.Answer, rig.Status.Error));
        rig.Settings.Change("fraud", m => m with { Version = "9" });
        await Eventually.True(() => rig.Status.Error is not null);
        Assert.Contains("names versions 9, 8, which the repository does not have", rig.Status.Error, StringComparison.Ordinal);
        Assert.Equal("1 times 1", rig.Answer);
    }

    [Fact]
    public async Task What_the_repository_says_of_the_digest_has_to_be_so()
    {
        var catalogue = new CatalogueRepository();
        await using var rig = new LifecycleRig(repository: catalogue);
        catalogue.Set(1, "times 1", Pins.DigestOf("times 1").ToUpperInvariant().Replace("SHA256", "sha256", StringComparison.Ordinal));
        await rig.StartAsync();
        Assert.Equal("1 times 1", rig.Answer);
        catalogue.Set(2, "times 2", Pins.DigestOf("times 3"));
        await Eventually.True(() => rig.Version(2).State == ModelVersionState.Failed);
        Assert.Contains($"the repository says that version 2 of model 'fraud' has digest {Pins.DigestOf("times 3")}", rig.Version(2).Error, StringComparison.Ordinal);
        Assert.Equal("1 times 1", rig.Answer);
    }

    private static void Lock(LifecycleRig rig, params (int Version, string Content)[] pins) =>
        Pins.Write(rig.LockFile, pins.Select(p => (LifecycleRig.Model, $"{p.Version}", Pins.DigestOf(p.Content))));

    private static void Require(LifecycleRig rig) => rig.Settings.Change(s => s with { Trust = s.Trust with { RequireLock = true } });

    /// <summary>Wakes the loop: nothing is watched here.</summary>
    private static void Look(LifecycleRig rig) => rig.Settings.Change(s => s);

    /// <summary>Waits for a pass that begins after this call.</summary>
    private static async Task PassAsync(LifecycleRig rig)
    {
        for (var i = 0; i < 2; i++)
        {
            var listings = rig.Repository.Listings;
            Look(rig);
            await Eventually.True(() => rig.Repository.Listings > listings);
        }
    }
}
