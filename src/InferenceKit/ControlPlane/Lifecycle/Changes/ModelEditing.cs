using InferenceKit.Configuration;
using InferenceKit.ControlPlane.Lifecycle.Reconciling;
using InferenceKit.ControlPlane.State;

namespace InferenceKit.ControlPlane.Lifecycle.Changes;

/// <summary>
/// One edit of one model, step by step: verify, store, bring about. What comes into service by an edit has been loaded
/// before the edit is stored, so that no state on disk names a version that was never seen working.
/// </summary>
/// <param name="reconciler">The model's loop.</param>
/// <param name="repository">Where versions come from.</param>
/// <param name="store">Where edits are kept.</param>
/// <param name="settings">How versions replace one another.</param>
/// <param name="time">The clock of the audit.</param>
/// <param name="stop">The host is stopping.</param>
internal sealed partial class ModelEditing(
    ModelReconciler reconciler, IModelRepository repository, ModelEditsStore store, ISettingsSource settings, TimeProvider time, CancellationToken stop)
{
    private readonly string _model = reconciler.Registration.Name;

    public async Task UnloadAsync(EditNote? note)
    {
        var from = reconciler.Last.Primary?.ToString();
        var audit = EditRecords.Of(ModelEditKind.Unload, note, time, from);
        await StoreAsync(edits => edits.Unload(audit)).ConfigureAwait(false);
        ThrowIf(await FailureOfAsync(edits => edits.Unloaded, readsRepository: false).ConfigureAwait(false));
    }

    public async Task ReloadAsync(EditNote? note)
    {
        var audit = EditRecords.Of(ModelEditKind.Reload, note, time, reconciler.Edits.Effective.Pinned);
        await StoreAsync(edits => edits.Reload(audit).ResetTraffic(Configured, audit)).ConfigureAwait(false);
        ThrowIf(await FailureOfAsync(edits => edits is { Pinned: null, Unloaded: false }, readsRepository: true).ConfigureAwait(false));
    }

    public Task PinAsync(ModelVersion version, EditNote? note) => PromoteAsync(version, edits => edits.Pinned == version.ToString() && !edits.Unloaded, async digest =>
    {
        var audit = EditRecords.Of(ModelEditKind.Load, note, time, reconciler.Last.Primary?.ToString(), version.ToString(), digest: digest);
        return await StoreAsync(edits => edits.Pin(version.ToString(), audit)).ConfigureAwait(false);
    });

    public async Task SetAliasAsync(string alias, ModelVersion version, EditNote? note)
    {
        // As it stands now: whoever moves it from here on was first.
        var from = (await ReadAsync().ConfigureAwait(false)).AliasOrNull(alias);
        await PromoteAsync(version, edits => edits.AliasOrNull(alias) == version.ToString(), async digest =>
        {
            var audit = EditRecords.Of(ModelEditKind.SetAlias, note, time, from, version.ToString(), alias, digest);
            return await StoreAsync(edits => edits.AliasOrNull(alias) == from
                ? edits.SetAlias(alias, version.ToString(), audit)
                : throw Moved(edits, alias, from)).ConfigureAwait(false);
        }).ConfigureAwait(false);
    }

    public async Task RemoveAliasAsync(string alias, EditNote? note)
    {
        await StoreAsync(edits => edits.AliasOrNull(alias) is { } from
            ? edits.RemoveAlias(alias, EditRecords.Of(ModelEditKind.RemoveAlias, note, time, from, alias: alias))
            : throw new InferenceException(InferenceError.VersionNotFound, $"Model '{_model}' has no alias '{alias}'{Known(edits)}.")).ConfigureAwait(false);
        // What the next alternative brings is the selector's business; without one, what serves stays.
        await reconciler.RequestPassAsync(retryFailures: false).WaitAsync(stop).ConfigureAwait(false);
    }

    /// <summary>Verifies a version beside what serves, stores what makes it serve, and waits until it does.</summary>
    private async Task PromoteAsync(ModelVersion version, Func<ModelEdits, bool> stands, Func<string?, Task<ModelEdits>> storeAsync)
    {
        var available = await AvailableVersions.ListAsync(repository, reconciler, stop).ConfigureAwait(false);
        available.ThrowIfMissing(version);
        if (settings.Current.Models[_model].Transition == VersionTransition.ResourcePreserving)
        {
            await PromoteWithoutRoomAsync(stands, () => storeAsync(null)).ConfigureAwait(false);
            return;
        }
        using var hold = reconciler.Hold(version);
        try
        {
            await VerifyAsync(version).ConfigureAwait(false);
            await storeAsync(reconciler.Serving(version)?.Digest).ConfigureAwait(false);
            ThrowIf(await FailureOfAsync(stands, readsRepository: false).ConfigureAwait(false));
        }
        catch (InferenceException)
        {
            // Not before the status, too, knows nothing of the attempt.
            hold.Dispose();
            await reconciler.RequestQuickPassAsync().WaitAsync(stop).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>There is no room for two: the old version leaves first, and what was wanted is wanted again where the new one fails.</summary>
    private async Task PromoteWithoutRoomAsync(Func<ModelEdits, bool> stands, Func<Task<ModelEdits>> storeAsync)
    {
        var before = await ReadAsync().ConfigureAwait(false);
        var wanted = await storeAsync().ConfigureAwait(false);
        if (await FailureOfAsync(stands, readsRepository: false).ConfigureAwait(false) is not { } failure) return;
        if (!before.WantsSameAs(wanted) && reconciler.Last.StateError is null)
        {
            await StoreAsync(edits => edits.WantsSameAs(wanted)
                ? edits with { Pinned = before.Pinned, Unloaded = before.Unloaded, Aliases = before.Aliases }
                : edits).ConfigureAwait(false);
            // Not before the status says so too.
            await reconciler.RequestPassAsync(retryFailures: false).WaitAsync(stop).ConfigureAwait(false);
        }
        throw new InferenceException(failure);
    }

    private async Task VerifyAsync(ModelVersion version)
    {
        var report = await reconciler.RequestPassAsync(retryFailures: true).WaitAsync(stop).ConfigureAwait(false);
        while (true)
        {
            var outcome = EditOutcome.OfCandidate(_model, version, reconciler.IsCurrent(version), report);
            ThrowIf(outcome.Failure);
            if (outcome.IsDecided) return;
            report = await reconciler.NextReportAsync(report).WaitAsync(stop).ConfigureAwait(false);
        }
    }

    private async Task<InferenceFailure?> FailureOfAsync(Func<ModelEdits, bool> stands, bool readsRepository)
    {
        var report = await reconciler.RequestPassAsync(retryFailures: true).WaitAsync(stop).ConfigureAwait(false);
        while (true)
        {
            var outcome = EditOutcome.Of(_model, stands, report, readsRepository);
            if (outcome.IsDecided) return outcome.Failure;
            report = await reconciler.NextReportAsync(report).WaitAsync(stop).ConfigureAwait(false);
        }
    }

    private async Task<ModelEdits> StoreAsync(Func<ModelEdits, ModelEdits> change)
    {
        try
        {
            return await store.ChangeAsync(_model, change, stop).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            throw new InferenceException(new InferenceFailure(InferenceError.ResourceExhausted, e.Message) { Cause = e });
        }
    }

    private async Task<ModelEdits> ReadAsync()
    {
        try
        {
            return await store.ReadAsync(_model, stop).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            throw new InferenceException(new InferenceFailure(InferenceError.ResourceExhausted, e.Message) { Cause = e });
        }
    }

    private InferenceException Moved(ModelEdits edits, string alias, string? from)
    {
        var by = edits.Audit?.LastOrDefault(a => a.Alias == alias) is { } record ? $" by {record.By}" : "";
        return new(
            InferenceError.Conflict,
            $"Alias '{alias}' of model '{_model}' was moved from {from ?? "nothing"} to {edits.AliasOrNull(alias) ?? "nothing"}{by} while this edit was under way; what serves stays. Look again, and repeat the edit if it is still meant.");
    }

    private static string Known(ModelEdits edits) => edits.Aliases is { Count: > 0 } aliases ? $"; there are: {string.Join(", ", aliases.Keys)}" : " and no other";

    private static void ThrowIf(InferenceFailure? failure)
    {
        if (failure is not null) throw new InferenceException(failure);
    }
}
