using System.Text;

namespace InferenceKit.Tests.ControlPlane.Lifecycle.Changes;

public sealed class EditTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Load_pins_a_version_until_reload()
    {
        await using var rig = await StartedAsync();
        await rig.Lifecycle.LoadAsync("FRAUD", "01", cancellationToken: Ct);
        Assert.Equal(("1 times 1", "1, by hand"), (rig.Answer, rig.Status.Desired.Replace("01", "1", StringComparison.Ordinal)));
        rig.Add(3, "times 3");
        await rig.Lifecycle.LoadAsync("fraud", "1", cancellationToken: Ct);
        Assert.Equal("1 times 1", rig.Answer);
        await rig.Lifecycle.ReloadAsync("fraud", cancellationToken: Ct);
        Assert.Equal(("3 times 3", "latest"), (rig.Answer, rig.Status.Desired));
    }

    [Fact]
    public async Task Rollback_goes_further_back_each_time_and_never_to_what_was_rolled_back()
    {
        await using var rig = await StartedAsync();
        rig.Add(3, "times 3");
        await Eventually.True(() => rig.Answer == "3 times 3");
        rig.Add(4, "times 4");
        await Eventually.True(() => rig.Answer == "4 times 4");
        await rig.Lifecycle.RollbackAsync("fraud", cancellationToken: Ct);
        Assert.Equal(("3 times 3", "3, by hand"), (rig.Answer, rig.Status.Desired));
        await rig.Lifecycle.RollbackAsync("fraud", cancellationToken: Ct);
        Assert.Equal("2 times 2", rig.Answer);
        var end = await Assert.ThrowsAsync<InferenceException>(() => rig.Lifecycle.RollbackAsync("fraud", cancellationToken: Ct));
        Assert.Equal(InferenceError.VersionNotFound, end.Failure.Error);
        Assert.Equal("2 times 2", rig.Answer);
    }

    [Fact]
    public async Task Rollback_without_an_earlier_version_says_so()
    {
        await using var rig = await StartedAsync();
        var error = await Assert.ThrowsAsync<InferenceException>(() => rig.Lifecycle.RollbackAsync("fraud", cancellationToken: Ct));
        Assert.Equal(InferenceError.VersionNotFound, error.Failure.Error);
    }

    [Fact]
    public async Task Unload_takes_the_model_out_until_the_next_edit()
    {
        await using var rig = await StartedAsync();
        await rig.Lifecycle.UnloadAsync("fraud", cancellationToken: Ct);
        Assert.Equal("", rig.Answer);
        Assert.Equal("it was unloaded by hand", rig.Served.NotReady);
        Assert.Null(rig.Status.Error);
        await Eventually.True(() => rig.Sessions.SessionsAlive == 0);
        rig.Add(3, "times 3");
        await rig.Lifecycle.LoadAsync("fraud", "2", cancellationToken: Ct);
        Assert.Equal("2 times 2", rig.Answer);
    }

    [Fact]
    public async Task An_edit_that_cannot_be_carried_out_throws_and_the_old_version_serves_on()
    {
        await using var rig = await StartedAsync();
        rig.Add(1, "broken");
        var broken = await Assert.ThrowsAsync<InferenceException>(() => rig.Lifecycle.LoadAsync("fraud", "1", cancellationToken: Ct));
        Assert.Contains("The file is no model. Version 2 serves on.", broken.Message, StringComparison.Ordinal);
        var missing = await Assert.ThrowsAsync<InferenceException>(() => rig.Lifecycle.LoadAsync("fraud", "9", cancellationToken: Ct));
        Assert.Equal(InferenceError.VersionNotFound, missing.Failure.Error);
        var bad = await Assert.ThrowsAsync<InferenceException>(() => rig.Lifecycle.LoadAsync("fraud", "../9", cancellationToken: Ct));
        Assert.Equal(InferenceError.VersionNotFound, bad.Failure.Error);
        var unknown = await Assert.ThrowsAsync<InferenceException>(() => rig.Lifecycle.ReloadAsync("frod", cancellationToken: Ct));
        Assert.Equal((InferenceError.ModelNotFound, true), (unknown.Failure.Error, unknown.Message.Contains("fraud", StringComparison.Ordinal)));
        Assert.Equal("2 times 2", rig.Answer);
    }

    [Fact]
    public async Task A_version_that_is_not_there_is_refused_and_does_not_come_later_by_itself()
    {
        await using var rig = await StartedAsync();
        await rig.Lifecycle.LoadAsync("fraud", "1", cancellationToken: Ct);
        var refused = await Assert.ThrowsAsync<InferenceException>(() => rig.Lifecycle.LoadAsync("fraud", "9", cancellationToken: Ct));
        Assert.Equal("Model 'fraud' has no version 9; there are: 2, 1. What serves stays.", refused.Failure.Message);
        rig.Add(9, "times 9");
        await rig.Lifecycle.LoadAsync("fraud", "1", cancellationToken: Ct);
        Assert.Equal(("1 times 1", "1, by hand"), (rig.Answer, rig.Status.Desired));
    }

    [Fact]
    public async Task A_version_that_fails_to_load_is_given_up_and_what_was_wanted_before_is_wanted_again()
    {
        await using var rig = await StartedAsync();
        rig.Add(1, "broken");
        await Assert.ThrowsAsync<InferenceException>(() => rig.Lifecycle.LoadAsync("fraud", "1", cancellationToken: Ct));
        Assert.Equal(("latest", null), (rig.Status.Desired, rig.Status.Error));
        await rig.Lifecycle.LoadAsync("fraud", "2", cancellationToken: Ct);
        await Assert.ThrowsAsync<InferenceException>(() => rig.Lifecycle.LoadAsync("fraud", "1", cancellationToken: Ct));
        Assert.Equal("2, by hand", rig.Status.Desired);
        rig.Add(1, "times 10");
        await rig.Lifecycle.LoadAsync("fraud", "2", cancellationToken: Ct);
        Assert.Equal("2 times 2", rig.Answer);
    }

    [Fact]
    public async Task Reload_of_a_repository_that_cannot_be_read_says_so_and_what_serves_stays()
    {
        await using var rig = await StartedAsync();
        rig.Repository.Fault = new IOException("The share is gone.");
        var error = await Assert.ThrowsAsync<InferenceException>(() => rig.Lifecycle.ReloadAsync("fraud", cancellationToken: Ct));
        Assert.Equal(InferenceError.ModelNotReady, error.Failure.Error);
        Assert.Equal("The repository could not be read for model 'fraud': The share is gone. Version 2 serves on.", error.Failure.Message);
        await Assert.ThrowsAsync<InferenceException>(() => rig.Lifecycle.LoadAsync("fraud", "9", cancellationToken: Ct));
        Assert.Equal("2 times 2", rig.Answer);
        rig.Repository.Fault = null;
        await rig.Lifecycle.ReloadAsync("fraud", cancellationToken: Ct);
    }

    [Fact]
    public async Task Reload_tries_a_failed_version_at_once()
    {
        await using var rig = await StartedAsync();
        rig.Sessions.Problem = "no such provider";
        rig.Add(3, "times 3");
        await Eventually.True(() => rig.Status.Error is not null);
        rig.Sessions.Problem = null;
        await rig.Lifecycle.ReloadAsync("fraud", cancellationToken: Ct);
        Assert.Equal("3 times 3", rig.Answer);
    }

    [Fact]
    public async Task State_of_an_unknown_schema_changes_nothing_and_is_reported()
    {
        await using var rig = await StartedAsync();
        await rig.Lifecycle.LoadAsync("fraud", "1", cancellationToken: Ct);
        var document = await rig.State.ReadAsync("fraud", Ct);
        await rig.State.TryWriteAsync("fraud", new() { Json = Encoding.UTF8.GetBytes("""{ "schema": 99 }""") }, document!.ETag, Ct);
        await Eventually.True(() => rig.Status.Error is not null);
        Assert.Contains("schema 99", rig.Status.Error!, StringComparison.Ordinal);
        Assert.Equal("1 times 1", rig.Answer);
        await Assert.ThrowsAsync<InferenceException>(() => rig.Lifecycle.ReloadAsync("fraud", cancellationToken: Ct));
    }

    [Fact]
    public async Task An_edit_before_the_start_is_refused()
    {
        await using var rig = new LifecycleRig();
        await Assert.ThrowsAsync<InferenceException>(() => rig.Lifecycle.ReloadAsync("fraud", cancellationToken: Ct));
    }

    [Fact]
    public async Task Waiting_for_an_edit_can_be_given_up_and_the_edit_stands()
    {
        await using var rig = await StartedAsync();
        var hold = rig.Sessions.Hold();
        using var cancelled = new CancellationTokenSource();
        var edit = rig.Lifecycle.LoadAsync("fraud", "1", cancellationToken: cancelled.Token);
        await Eventually.True(() => rig.Version(1).State == ModelVersionState.Loading);
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => edit);
        hold.Set();
        await Eventually.True(() => rig.Answer == "1 times 1");
    }

    private static async Task<LifecycleRig> StartedAsync()
    {
        var rig = new LifecycleRig();
        rig.Add(1, "times 1");
        rig.Add(2, "times 2");
        await rig.StartAsync();
        return rig;
    }
}
