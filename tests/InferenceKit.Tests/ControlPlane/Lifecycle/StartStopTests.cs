using InferenceKit.ControlPlane.Repository;
using Microsoft.Extensions.Logging.Abstractions;

namespace InferenceKit.Tests.ControlPlane.Lifecycle;

public sealed class StartStopTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stop_in_the_middle_of_a_pass_ends_it_before_the_next_load()
    {
        var repository = new StoppingRepository();
        await using var rig = new LifecycleRig(repository: repository, settings: s => s with { Required = false });
        var stopped = new TaskCompletionSource<Task>();
        repository.Stop = () =>
        {
            var stop = Task.Run(() => rig.Lifecycle.StopAsync(CancellationToken.None));
            stopped.TrySetResult(stop);
            return stop;
        };
        _ = rig.Lifecycle.StartAsync(CancellationToken.None);
        await (await stopped.Task).WaitAsync(TimeSpan.FromSeconds(120), TestContext.Current.CancellationToken);
        Assert.Empty(rig.Sessions.Loads);
    }

    [Fact]
    public async Task The_start_lists_every_required_model_that_failed_and_why()
    {
        await using var rig = new LifecycleRig(["a", "b", "c", "d"]);
        rig.Settings.Change("d", s => s with { Required = false });
        rig.Add(1, "times 1", "a");
        rig.Add(1, "broken", "b");
        rig.Add(1, "broken", "d");
        var error = await Assert.ThrowsAsync<InferenceException>(rig.StartAsync);
        Assert.StartsWith("2 of 3 required models", error.Message, StringComparison.Ordinal);
        Assert.Contains("b: version 1 failed: The file is no model.", error.Message, StringComparison.Ordinal);
        Assert.Contains("c: the repository has no version of it", error.Message, StringComparison.Ordinal);
        Assert.Equal("a times 1", "a " + rig.Answer[2..]);
    }

    [Fact]
    public async Task The_start_waits_no_longer_than_its_limit_and_says_what_it_waited_for()
    {
        await using var rig = new LifecycleRig();
        rig.Add(1, "times 1");
        var hold = rig.Sessions.Hold();
        var start = rig.StartAsync();
        await Eventually.True(() => rig.Lifecycle.Models[0].Versions.Any(v => v.State == ModelVersionState.Loading));
        Assert.Equal("version 1 is loading", rig.Served.NotReady);
        await Eventually.True(() =>
        {
            rig.Clock.Advance(TimeSpan.FromMinutes(2));
            return start.IsCompleted;
        });
        var error = await Assert.ThrowsAsync<InferenceException>(() => start);
        Assert.Contains("version 1 was still loading after 120 s", error.Message, StringComparison.Ordinal);
        hold.Set();
    }

    [Fact]
    public async Task A_model_that_is_not_required_loads_in_the_background()
    {
        await using var rig = new LifecycleRig(settings: s => s with { Required = false });
        rig.Add(1, "times 1");
        var hold = rig.Sessions.Hold();
        await rig.StartAsync();
        Assert.Equal("", rig.Answer);
        hold.Set();
        await Eventually.True(() => rig.Answer == "1 times 1");
    }

    [Fact]
    public async Task A_watched_repository_may_be_filled_while_the_host_starts()
    {
        await using var rig = new LifecycleRig();
        rig.Settings.Change(s => s with { Repository = s.Repository with { Watch = true } });
        var start = rig.StartAsync();
        await Eventually.True(() => rig.Status.Error == "the repository has no version of it");
        Assert.False(start.IsCompleted);
        rig.Add(1, "times 1");
        await start;
        Assert.Equal("1 times 1", rig.Answer);
    }

    [Fact]
    public async Task What_becomes_due_while_it_is_being_decided_on_is_not_forgotten()
    {
        using var folder = new TempFolder();
        // The files settle between the decision to wait for them and the setting of the timer.
        var time = new SteppingTimeProvider(TimeSpan.FromMilliseconds(400));
        folder.Write("fraud/1/model.onnx", "times 1", TimeSpan.Zero);
        using var repository = new FolderModelRepository(new() { Path = folder.Path }, NullLogger.Instance, time);
        await using var rig = new LifecycleRig(repository: repository, time: time);
        await rig.StartAsync();
        Assert.Equal("1 times 1", rig.Answer);
    }

    [Fact]
    public async Task A_model_that_is_done_before_the_start_begins_to_wait_keeps_nobody_waiting()
    {
        using var release = new ManualResetEventSlim(false);
        await using var rig = new LifecycleRig(["fraud", "other"], time: new LateStartTimeProvider(TimeSpan.FromMinutes(2), release));
        rig.Add(1, "broken");
        rig.Add(1, "times 1", "other");
        var start = Task.Run(rig.StartAsync, Ct);
        await Eventually.True(() => rig.Status.Error is not null && rig.Lifecycle.Models.Any(m => m.IsReady));
        release.Set();
        var error = await Assert.ThrowsAsync<InferenceException>(() => start.WaitAsync(TimeSpan.FromSeconds(120), Ct));
        Assert.StartsWith("1 of 2 required models", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Starting_twice_is_starting_once()
    {
        await using var rig = new LifecycleRig();
        rig.Add(1, "times 1");
        await Task.WhenAll(rig.StartAsync(), rig.StartAsync());
        Assert.Single(rig.Sessions.Loads);
    }

    [Fact]
    public async Task Stopping_waits_for_requests_and_frees_everything()
    {
        await using var rig = new LifecycleRig(settings: s => s with { Keep = "all" });
        rig.Add(1, "times 1");
        rig.Add(2, "times 2");
        await rig.StartAsync();
        await Eventually.True(() => rig.Served.Versions.Length == 2);
        var slot = rig.Served.Primary!.TryRent()!;
        var stop = rig.Lifecycle.StopAsync(Ct);
        Assert.True(rig.Serving.Current.IsShuttingDown);
        await Eventually.True(() => rig.Sessions.SessionsAlive == 1);
        Assert.False(stop.IsCompleted);
        slot.Return();
        await stop;
        Assert.Equal(0, rig.Sessions.SessionsAlive);
        Assert.Empty(Directory.GetDirectories(rig.StagingPath));
        await Assert.ThrowsAsync<ObjectDisposedException>(rig.StartAsync);
    }

    [Fact]
    public async Task Stopping_never_disposes_a_version_in_use()
    {
        await using var rig = new LifecycleRig();
        rig.Add(1, "times 1");
        await rig.StartAsync();
        var slot = rig.Served.Primary!.TryRent()!;
        var stop = rig.Lifecycle.StopAsync(Ct);
        await Eventually.True(() =>
        {
            rig.Clock.Advance(TimeSpan.FromSeconds(15));
            return stop.IsCompleted;
        });
        await stop;
        Assert.Equal(1, rig.Sessions.SessionsAlive);
        slot.Return();
        await Eventually.True(() => rig.Sessions.SessionsAlive == 0);
    }

    [Fact]
    public async Task Stopping_during_a_load_waits_for_it_and_leaves_nothing_behind()
    {
        await using var rig = new LifecycleRig();
        rig.Add(1, "times 1");
        var hold = rig.Sessions.Hold();
        var start = rig.StartAsync();
        await Eventually.True(() => rig.Sessions.Loads.Count == 1);
        var stop = rig.Lifecycle.StopAsync(Ct);
        hold.Set();
        await stop;
        await Assert.ThrowsAsync<InferenceException>(() => start);
        Assert.Equal(0, rig.Sessions.SessionsAlive);
        Assert.Empty(Directory.GetDirectories(rig.StagingPath));
    }

    [Fact]
    public async Task A_load_that_ends_after_the_stop_gave_up_on_it_is_undone()
    {
        await using var rig = new LifecycleRig(settings: s => s with { Required = false });
        rig.Add(1, "times 1");
        var hold = rig.Sessions.Hold();
        await rig.StartAsync();
        await Eventually.True(() => rig.Sessions.Loads.Count == 1);
        var stop = rig.Lifecycle.StopAsync(Ct);
        await Eventually.True(() =>
        {
            rig.Clock.Advance(TimeSpan.FromSeconds(15));
            return stop.IsCompleted;
        });
        hold.Set();
        await Eventually.True(() => rig.Sessions.SessionsAlive == 0 && rig.Status.Versions.All(v => v.State != ModelVersionState.Loading));
    }

    [Fact]
    public async Task Stopping_what_never_started_is_nothing()
    {
        var rig = new LifecycleRig();
        rig.Lifecycle.Dispose();
        await rig.DisposeAsync();
    }
}
