using InferenceKit.ControlPlane.Lifecycle.Reconciling;
using InferenceKit.ControlPlane.State;

namespace InferenceKit.ControlPlane.Lifecycle.Changes;

/// <summary>
/// One change of what a model serves: a version, or the version of an alias. Each version that comes into service by a change has been loaded before the
/// change is stored, so that no state on disk names a version that was never seen working.
/// </summary>
internal sealed class VersionChange(ChangeSteps steps)
{
    private readonly ModelReconciler _reconciler = steps.Reconciler;

    public async Task UnloadAsync(EditNote? note)
    {
        var from = _reconciler.Last.Primary?.ToString();
        var audit = EditRecords.Of(ModelEditKind.Unload, note, steps.Time, from);
        await steps.StoreAsync(edits => edits.Unload(audit)).ConfigureAwait(false);
        ChangeSteps.ThrowIf(await steps.FailureOfAsync(edits => edits.Unloaded, readsRepository: false).ConfigureAwait(false));
    }

    public async Task ReloadAsync(EditNote? note)
    {
        var audit = EditRecords.Of(ModelEditKind.Reload, note, steps.Time, _reconciler.Edits.Effective.Pinned);
        await steps.StoreAsync(edits => edits.Reload(audit).ResetTraffic(steps.Configured.Serving.Traffic, audit)).ConfigureAwait(false);
        ChangeSteps.ThrowIf(await steps.FailureOfAsync(edits => edits is { Pinned: null, Unloaded: false }, readsRepository: true).ConfigureAwait(false));
    }

    public Task PinAsync(ModelVersion version, EditNote? note) => PromoteAsync(version, edits => edits.Pinned == version.ToString() && !edits.Unloaded, async digest =>
    {
        var audit = EditRecords.Of(ModelEditKind.Load, note, steps.Time, _reconciler.Last.Primary?.ToString(), version.ToString(), digest: digest);
        return await steps.StoreAsync(edits => edits.Pin(version.ToString(), audit)).ConfigureAwait(false);
    });

    public async Task SetAliasAsync(string alias, ModelVersion version, EditNote? note)
    {
        // Read before the verification, which takes time: a change of the alias during it came first, and ends this one as a conflict.
        var from = (await steps.ReadAsync().ConfigureAwait(false)).AliasOrNull(alias);
        await PromoteAsync(version, edits => edits.AliasOrNull(alias) == version.ToString(), async digest =>
        {
            var audit = EditRecords.Of(ModelEditKind.SetAlias, note, steps.Time, from, version.ToString(), alias, digest);
            return await steps.StoreAsync(edits => edits.AliasOrNull(alias) == from
                ? edits.SetAlias(alias, version.ToString(), audit)
                : throw Moved(edits, alias, from)).ConfigureAwait(false);
        }).ConfigureAwait(false);
    }

    public async Task RemoveAliasAsync(string alias, EditNote? note)
    {
        await steps.StoreAsync(edits => edits.AliasOrNull(alias) is { } from
            ? edits.RemoveAlias(alias, EditRecords.Of(ModelEditKind.RemoveAlias, note, steps.Time, from, alias: alias))
            : throw new InferenceException(InferenceError.VersionNotFound, $"Model '{steps.Model}' has no alias '{alias}'{Known(edits)}.")).ConfigureAwait(false);
        // Does not wait for the outcome: the next alternative of the selector decides, and without one what serves stays.
        await _reconciler.RequestPassAsync(retryFailures: false).WaitAsync(steps.Stop).ConfigureAwait(false);
    }

    /// <summary>Verifies a version beside what serves, stores what makes it serve, and waits until it does.</summary>
    private async Task PromoteAsync(ModelVersion version, Func<ModelEdits, bool> stands, Func<string?, Task<ModelEdits>> storeAsync)
    {
        var available = await AvailableVersions.ListAsync(steps.Repository, _reconciler, steps.Stop).ConfigureAwait(false);
        available.ThrowIfMissing(version);
        if (steps.Configured.Transition == VersionTransition.ResourcePreserving)
        {
            await PromoteWithoutRoomAsync(stands, () => storeAsync(null)).ConfigureAwait(false);
            return;
        }
        using var hold = _reconciler.Hold(version);
        try
        {
            await steps.VerifyAsync(version).ConfigureAwait(false);
            await storeAsync(_reconciler.Serving(version)?.Digest).ConfigureAwait(false);
            ChangeSteps.ThrowIf(await steps.FailureOfAsync(stands, readsRepository: false).ConfigureAwait(false));
        }
        catch (InferenceException)
        {
            // Thrown only once the status shows nothing of the attempt: a caller that reads it next must not see the candidate.
            hold.Dispose();
            await _reconciler.RequestQuickPassAsync().WaitAsync(steps.Stop).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>There is no room for two: the old version leaves first, and what was wanted is wanted again where the new one fails.</summary>
    private async Task PromoteWithoutRoomAsync(Func<ModelEdits, bool> stands, Func<Task<ModelEdits>> storeAsync)
    {
        var before = await steps.ReadAsync().ConfigureAwait(false);
        var wanted = await storeAsync().ConfigureAwait(false);
        if (await steps.FailureOfAsync(stands, readsRepository: false).ConfigureAwait(false) is not { } failure) return;
        if (!before.WantsSameAs(wanted) && _reconciler.Last.StateError is null)
        {
            await steps.StoreAsync(edits => edits.WantsSameAs(wanted)
                ? edits with { Pinned = before.Pinned, Unloaded = before.Unloaded, Aliases = before.Aliases }
                : edits).ConfigureAwait(false);
            // Thrown only once the status shows what was restored.
            await _reconciler.RequestPassAsync(retryFailures: false).WaitAsync(steps.Stop).ConfigureAwait(false);
        }
        throw new InferenceException(failure);
    }

    private InferenceException Moved(ModelEdits edits, string alias, string? from)
    {
        var by = edits.Audit?.LastOrDefault(a => a.Alias == alias) is { } record ? $" by {record.By}" : "";
        return new(
            InferenceError.Conflict,
            $"Alias '{alias}' of model '{steps.Model}' was moved from {from ?? "nothing"} to {edits.AliasOrNull(alias) ?? "nothing"}{by} while this edit was under way; what serves stays. Check the alias, and repeat the edit if it is still wanted.");
    }

    private static string Known(ModelEdits edits) => edits.Aliases is { Count: > 0 } aliases ? $"; there are: {string.Join(", ", aliases.Keys)}" : " and no other";
}
