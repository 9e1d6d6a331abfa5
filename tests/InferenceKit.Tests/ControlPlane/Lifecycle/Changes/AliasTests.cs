using InferenceKit.ControlPlane.State;

namespace InferenceKit.Tests.ControlPlane.Lifecycle.Changes;

public sealed class AliasTests
{
    private const string Model = LifecycleRig.Model;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_promotion_turns_traffic_where_the_alias_decides_and_says_so()
    {
        await using var rig = await StartedAsync("@stable|latest");
        Assert.Equal(("3 times 3", VersionDecision.Configuration), (rig.Answer, rig.Status.DecidedBy));
        await rig.Lifecycle.SetAliasAsync(Model, "stable", "2", new() { By = "release@ci", Reason = "approved" }, Ct);
        Assert.Equal("2 times 2", rig.Answer);
        var status = rig.Status;
        Assert.Equal((VersionDecision.Alias, "stable", "@stable|latest"), (status.DecidedBy, status.DecidingAlias, status.Desired));
        Assert.Equal(ModelVersion.FromNumber(2), Assert.Single(status.Aliases, a => a.Key == "stable").Value);
        Assert.Equal([ModelVersion.FromNumber(3)], status.PreviousVersions);
        var record = Assert.Single(status.Audit);
        Assert.Equal(
            (ModelEditKind.SetAlias, "release@ci", "approved", "stable", null, "2", rig.Version(2).Digest),
            (record.Kind, record.By, record.Reason, record.Alias, record.From, record.To, record.Digest));
        Assert.StartsWith("sha256:", record.Digest, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_version_that_cannot_be_loaded_is_not_promoted_and_the_state_never_names_it()
    {
        var store = new FaultyStateStore();
        await using var rig = await StartedAsync("@stable|latest", store);
        await rig.Lifecycle.SetAliasAsync(Model, "stable", "2", cancellationToken: Ct);
        rig.Add(4, "broken");
        var writes = store.Writes;
        var error = await Assert.ThrowsAsync<InferenceException>(() => rig.Lifecycle.SetAliasAsync(Model, "stable", "4", cancellationToken: Ct));
        Assert.Contains("The file is no model. Version 2 serves on.", error.Message, StringComparison.Ordinal);
        Assert.Equal(("2 times 2", writes, null), (rig.Answer, store.Writes, rig.Status.Error));
    }

    [Fact]
    public async Task A_version_that_is_not_there_is_refused()
    {
        await using var rig = await StartedAsync("@stable|latest");
        var error = await Assert.ThrowsAsync<InferenceException>(() => rig.Lifecycle.SetAliasAsync(Model, "stable", "9", cancellationToken: Ct));
        Assert.Equal(InferenceError.VersionNotFound, error.Failure.Error);
        await Assert.ThrowsAsync<InferenceException>(() => rig.Lifecycle.SetAliasAsync(Model, "@stable", "1", cancellationToken: Ct));
        await Assert.ThrowsAsync<InferenceException>(() => rig.Lifecycle.SetAliasAsync(Model, "stable", "../1", cancellationToken: Ct));
        Assert.Empty(rig.Status.Aliases);
    }

    [Fact]
    public async Task An_alias_that_no_selector_names_is_verified_and_stored_and_turns_nothing()
    {
        await using var rig = await StartedAsync("latest");
        await rig.Lifecycle.SetAliasAsync(Model, "candidate", "1", cancellationToken: Ct);
        Assert.Equal(("3 times 3", VersionDecision.Configuration), (rig.Answer, rig.Status.DecidedBy));
        Assert.True(rig.Status.Aliases.ContainsKey("candidate"));
        await Eventually.True(() => rig.Sessions.SessionsAlive == 1);
    }

    [Fact]
    public async Task A_pin_by_hand_outranks_an_alias_until_reload()
    {
        await using var rig = await StartedAsync("@stable|latest");
        await rig.Lifecycle.LoadAsync(Model, "1", cancellationToken: Ct);
        await rig.Lifecycle.SetAliasAsync(Model, "stable", "2", cancellationToken: Ct);
        Assert.Equal(("1 times 1", VersionDecision.Edit, null), (rig.Answer, rig.Status.DecidedBy, rig.Status.DecidingAlias));
        await rig.Lifecycle.ReloadAsync(Model, cancellationToken: Ct);
        Assert.Equal(("2 times 2", VersionDecision.Alias), (rig.Answer, rig.Status.DecidedBy));
    }

    [Fact]
    public async Task Without_its_alias_the_next_alternative_decides()
    {
        await using var rig = await StartedAsync("@stable|latest");
        await rig.Lifecycle.SetAliasAsync(Model, "stable", "1", cancellationToken: Ct);
        await rig.Lifecycle.RemoveAliasAsync(Model, "stable", cancellationToken: Ct);
        await Eventually.True(() => rig.Answer == "3 times 3");
        var error = await Assert.ThrowsAsync<InferenceException>(() => rig.Lifecycle.RemoveAliasAsync(Model, "stable", cancellationToken: Ct));
        Assert.Contains("no alias 'stable'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_that_waits_for_its_first_alias_comes_into_service_by_it()
    {
        await using var rig = new LifecycleRig(settings: s => s with { Version = "@stable", Required = false });
        rig.Add(1, "times 1");
        await rig.StartAsync();
        await Eventually.True(() => rig.Status.Error is not null);
        Assert.Contains("alias 'stable' is not set", rig.Status.Error!, StringComparison.Ordinal);
        await rig.Lifecycle.SetAliasAsync(Model, "stable", "1", cancellationToken: Ct);
        Assert.Equal(("1 times 1", null), (rig.Answer, rig.Status.Error));
    }

    [Fact]
    public async Task Of_two_who_move_an_alias_at_once_one_wins_and_the_other_is_told_by_whom()
    {
        var store = new FaultyStateStore();
        await using var rig = await StartedAsync("@stable|latest", store);
        var other = new ModelEditsStore(store);
        var isFirst = true;
        store.BeforeWrite = async () =>
        {
            if (!isFirst) return;
            isFirst = false;
            var audit = new ModelAuditRecord { Time = rig.Clock.GetUtcNow(), Kind = ModelEditKind.SetAlias, By = "somebody else", Alias = "stable", To = "1" };
            await other.ChangeAsync(Model, e => e.SetAlias("stable", "1", audit), Ct);
        };
        var error = await Assert.ThrowsAsync<InferenceException>(() => rig.Lifecycle.SetAliasAsync(Model, "stable", "2", cancellationToken: Ct));
        Assert.Equal(InferenceError.Conflict, error.Failure.Error);
        Assert.Contains("was moved from nothing to 1 by somebody else", error.Message, StringComparison.Ordinal);
        await Eventually.True(() => rig.Answer == "1 times 1");
    }

    [Fact]
    public async Task A_promotion_into_a_model_out_of_service_is_verified_and_leaves_it_out()
    {
        await using var rig = await StartedAsync("@stable|latest");
        await rig.Lifecycle.UnloadAsync(Model, cancellationToken: Ct);
        rig.Add(4, "broken");
        await Assert.ThrowsAsync<InferenceException>(() => rig.Lifecycle.SetAliasAsync(Model, "stable", "4", cancellationToken: Ct));
        await rig.Lifecycle.SetAliasAsync(Model, "stable", "2", cancellationToken: Ct);
        Assert.Equal("", rig.Answer);
        await rig.Lifecycle.ReloadAsync(Model, cancellationToken: Ct);
        Assert.Equal("2 times 2", rig.Answer);
    }

    [Fact]
    public async Task Where_there_is_no_room_for_two_a_broken_version_is_taken_back()
    {
        await using var rig = await StartedAsync("@stable|latest", transition: VersionTransition.ResourcePreserving);
        await rig.Lifecycle.SetAliasAsync(Model, "stable", "2", cancellationToken: Ct);
        rig.Add(4, "broken");
        await Assert.ThrowsAsync<InferenceException>(() => rig.Lifecycle.SetAliasAsync(Model, "stable", "4", cancellationToken: Ct));
        await Eventually.True(() => rig.Answer == "2 times 2");
        Assert.Equal(ModelVersion.FromNumber(2), rig.Status.Aliases["stable"]);
    }

    [Fact]
    public async Task A_state_that_cannot_be_written_stops_a_promotion_before_traffic_turns()
    {
        var store = new FaultyStateStore();
        await using var rig = await StartedAsync("@stable|latest", store);
        store.WriteFault = new IOException("The disk is full.");
        var error = await Assert.ThrowsAsync<InferenceException>(() => rig.Lifecycle.SetAliasAsync(Model, "stable", "1", cancellationToken: Ct));
        Assert.Equal((InferenceError.ResourceExhausted, "The disk is full."), (error.Failure.Error, error.Failure.Message));
        Assert.Equal("3 times 3", rig.Answer);
        Assert.Empty(rig.Status.Aliases);
    }

    private static async Task<LifecycleRig> StartedAsync(
        string selector, IModelStateStore? state = null, VersionTransition transition = VersionTransition.AvailabilityPreserving)
    {
        var rig = new LifecycleRig(settings: s => s with { Version = selector, Transition = transition }, state: state);
        for (var i = 1; i <= 3; i++) rig.Add(i, $"times {i}");
        await rig.StartAsync();
        return rig;
    }
}
