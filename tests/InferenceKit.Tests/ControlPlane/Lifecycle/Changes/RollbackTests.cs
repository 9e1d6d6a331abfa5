using InferenceKit.ControlPlane.State;

namespace InferenceKit.Tests.ControlPlane.Lifecycle.Changes;

public sealed class RollbackTests
{
    private const string Model = LifecycleRig.Model;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_version_before_stays_loaded_and_serves_without_a_load_or_a_look()
    {
        var store = new FaultyStateStore();
        await using var rig = await PromotedAsync(store);
        Assert.Equal(2, rig.Sessions.SessionsAlive);
        var (made, reads) = (rig.Sessions.Loads.Count, store.Reads);
        rig.Repository.Fault = new IOException("The share is gone.");
        var held = new TaskCompletionSource();
        store.BeforeWrite = () => held.Task;
        var rollback = rig.Lifecycle.RollbackAsync(Model, cancellationToken: Ct);
        // Before anything is read or written.
        await Eventually.True(() => rig.Answer == "1 times 1");
        Assert.Equal(made, rig.Sessions.Loads.Count);
        Assert.True(rig.Status.IsStatePending);
        Assert.False(rollback.IsCompleted);
        held.SetResult();
        await rollback;
        Assert.False(rig.Status.IsStatePending);
        // Only what the write itself compares with.
        Assert.InRange(store.Reads - reads, 1, 2);
    }

    [Fact]
    public async Task Where_an_alias_decides_it_is_moved_back_and_nothing_is_pinned()
    {
        var store = new FaultyStateStore();
        await using var rig = await PromotedAsync(store);
        await rig.Lifecycle.RollbackAsync(Model, new() { By = "on call", Reason = "wrong answers" }, Ct);
        var status = rig.Status;
        Assert.Equal((ModelVersion.FromNumber(1), VersionDecision.Alias), (status.Aliases["stable"], status.DecidedBy));
        var record = status.Audit[^1];
        Assert.Equal((ModelEditKind.Rollback, "on call", "2", "1", "stable"), (record.Kind, record.By, record.From, record.To, record.Alias));
        // The next promotion takes effect.
        await rig.Lifecycle.SetAliasAsync(Model, "stable", "3", cancellationToken: Ct);
        Assert.Equal("3 times 3", rig.Answer);
    }

    [Fact]
    public async Task A_state_that_cannot_be_written_keeps_no_rollback_from_serving_and_gets_it_later()
    {
        var store = new FaultyStateStore();
        await using var rig = await PromotedAsync(store);
        store.WriteFault = new IOException("The disk is full.");
        await rig.Lifecycle.RollbackAsync(Model, cancellationToken: Ct);
        Assert.Equal(("1 times 1", true), (rig.Answer, rig.Status.IsStatePending));
        await Eventually.True(() => rig.Status.Error?.Contains("not stored yet: The disk is full.", StringComparison.Ordinal) == true);
        Assert.Equal("2", (await new ModelEditsStore(store).ReadAsync(Model, Ct)).AliasOrNull("stable"));
        store.WriteFault = null;
        await Eventually.True(() =>
        {
            rig.Clock.Advance(TimeSpan.FromSeconds(10));
            return !rig.Status.IsStatePending;
        });
        Assert.Equal("1", (await new ModelEditsStore(store).ReadAsync(Model, Ct)).AliasOrNull("stable"));
        await Eventually.True(() => rig.Status.Error is null);
    }

    [Fact]
    public async Task An_edit_that_was_stored_before_the_rollback_stands_and_the_rollback_is_told()
    {
        var store = new FaultyStateStore();
        await using var rig = await PromotedAsync(store);
        store.BeforeWrite = async () =>
        {
            store.BeforeWrite = null;
            var audit = new ModelAuditRecord { Time = rig.Clock.GetUtcNow(), Kind = ModelEditKind.SetAlias, By = "other", Alias = "stable", To = "3" };
            await new ModelEditsStore(store).ChangeAsync(Model, e => e.SetAlias("stable", "3", audit), Ct);
        };
        var error = await Assert.ThrowsAsync<InferenceException>(() => rig.Lifecycle.RollbackAsync(Model, cancellationToken: Ct));
        Assert.Equal(InferenceError.Conflict, error.Failure.Error);
        await Eventually.True(() => rig.Answer == "3 times 3" && !rig.Status.IsStatePending);
    }

    [Fact]
    public async Task A_load_under_way_does_not_keep_a_rollback_waiting()
    {
        await using var rig = await PromotedAsync(new FaultyStateStore());
        var hold = rig.Sessions.Hold();
        var promotion = rig.Lifecycle.SetAliasAsync(Model, "stable", "3", cancellationToken: Ct);
        await Eventually.True(() => rig.Version(3).State == ModelVersionState.Loading);
        await rig.Lifecycle.RollbackAsync(Model, cancellationToken: Ct);
        Assert.Equal("1 times 1", rig.Answer);
        hold.Set();
        // It began before the rollback moved the alias.
        var error = await Assert.ThrowsAsync<InferenceException>(() => promotion);
        Assert.Equal(InferenceError.Conflict, error.Failure.Error);
        Assert.Equal("1 times 1", rig.Answer);
    }

    [Fact]
    public async Task A_version_that_is_not_loaded_any_more_is_loaded_and_verified_first()
    {
        await using var rig = await PromotedAsync(new FaultyStateStore(), keepPrevious: 0);
        await Eventually.True(() => rig.Sessions.SessionsAlive == 1);
        rig.Add(1, "broken");
        var error = await Assert.ThrowsAsync<InferenceException>(() => rig.Lifecycle.RollbackAsync(Model, cancellationToken: Ct));
        Assert.Contains("The file is no model", error.Message, StringComparison.Ordinal);
        Assert.Equal(("2 times 2", false), (rig.Answer, rig.Status.IsStatePending));
        rig.Add(1, "times 10");
        await rig.Lifecycle.RollbackAsync(Model, cancellationToken: Ct);
        Assert.Equal("1 times 10", rig.Answer);
    }

    [Fact]
    public async Task A_version_that_is_gone_from_the_repository_and_still_loaded_comes_back()
    {
        await using var rig = await PromotedAsync(new FaultyStateStore());
        rig.Remove(1);
        await Eventually.True(() => rig.Version(1).State == ModelVersionState.Ready && rig.Repository is not null);
        await rig.Lifecycle.RollbackAsync(Model, cancellationToken: Ct);
        Assert.Equal("1 times 1", rig.Answer);
        // And stays.
        await rig.Lifecycle.SetAliasAsync(Model, "elsewhere", "3", cancellationToken: Ct);
        Assert.Equal("1 times 1", rig.Answer);
    }

    [Fact]
    public async Task What_served_before_a_restart_is_remembered()
    {
        var store = new FaultyStateStore();
        await using (await PromotedAsync(store))
        {
        }
        await using var rig = await StartedAsync(store, keepPrevious: 1);
        Assert.Equal("2 times 2", rig.Answer);
        await rig.Lifecycle.RollbackAsync(Model, cancellationToken: Ct);
        Assert.Equal("1 times 1", rig.Answer);
    }

    [Fact]
    public async Task As_many_versions_stay_as_the_option_says_and_give_way_to_memory()
    {
        await using var rig = await PromotedAsync(new FaultyStateStore(), keepPrevious: 2);
        await rig.Lifecycle.SetAliasAsync(Model, "stable", "3", cancellationToken: Ct);
        rig.Add(4, "times 4");
        Assert.Equal(3, rig.Sessions.SessionsAlive);
        await rig.Lifecycle.SetAliasAsync(Model, "stable", "4", cancellationToken: Ct);
        await Eventually.True(() => rig.Sessions.SessionsAlive == 3);
        // Room for two: what serves and one more.
        rig.Settings.Change(s => s with { Lifecycle = s.Lifecycle with { MaxResidentBytes = 2 * 2 * "times 1".Length } });
        rig.Add(5, "times 5");
        await rig.Lifecycle.SetAliasAsync(Model, "stable", "5", cancellationToken: Ct);
        Assert.Equal("5 times 5", rig.Answer);
        await Eventually.True(() => rig.Sessions.SessionsAlive == 2);
    }

    private static async Task<LifecycleRig> PromotedAsync(IModelStateStore store, int keepPrevious = 1)
    {
        var rig = await StartedAsync(store, keepPrevious);
        await rig.Lifecycle.SetAliasAsync(Model, "stable", "1", cancellationToken: Ct);
        await rig.Lifecycle.SetAliasAsync(Model, "stable", "2", cancellationToken: Ct);
        await Eventually.True(() => !rig.Status.IsStatePending);
        Assert.Equal("2 times 2", rig.Answer);
        return rig;
    }

    private static async Task<LifecycleRig> StartedAsync(IModelStateStore store, int keepPrevious)
    {
        var rig = new LifecycleRig(settings: s => s with { Version = "@stable|1", KeepPrevious = keepPrevious }, state: store);
        for (var i = 1; i <= 3; i++) rig.Add(i, $"times {i}");
        await rig.StartAsync();
        return rig;
    }
}
