using InferenceKit.ControlPlane.Lifecycle.Status;

namespace InferenceKit.ControlPlane.Lifecycle.Reconciling;

/// <summary>
/// Decides the next step of one model's rollout. Pure: no clock, no I/O, no memory of earlier calls. The rule above all:
/// what serves is only taken away once what should serve instead does, unless the host asked for the opposite.
/// </summary>
internal static class ReconcilePolicy
{
    public static ReconcileAction Next(ModelSnapshot model)
    {
        // A candidate that is being verified stays: it is not the primary.
        if (model.IsUnloadWanted && UnloadFirst(model, v => Array.IndexOf(model.Desired.Others, v.Version) < 0) is { Kind: not ReconcileActionKind.None } leaving)
            return leaving;
        if (model.Versions.FirstOrDefault(v => v.IsLoaded) is { } loaded) return Decide(model, loaded);
        var wanted = model.IsUnloadWanted ? null : model.Find(model.Desired.Primary);
        // Before anything that takes time: traffic moves at once to a version that is there, whatever is being loaded.
        if (wanted is { IsServing: true } && model.Primary != wanted.Version) return ReconcileAction.Publish(wanted.Version, asPrimary: true);

        var isWaiting = model.IsLoading;
        for (var i = wanted is null ? 0 : -1; i < model.Desired.Others.Length; i++)
        {
            var action = LoadOrNot(model, i < 0 ? wanted! : model.Find(model.Desired.Others[i])!);
            if (action.Kind == ReconcileActionKind.Wait) isWaiting = true;
            else if (action.Kind != ReconcileActionKind.None) return action;
        }
        if (wanted is null) return isWaiting ? ReconcileAction.Wait : ReconcileAction.None;
        // The others are unloaded only now, after the traffic has moved to the wanted version.
        if (model.Primary == wanted.Version && UnloadFirst(model, v => !model.Desired.Contains(v.Version) && !model.Desired.Retains(v.Version)) is { Kind: not ReconcileActionKind.None } unload)
            return unload;
        return isWaiting ? ReconcileAction.Wait : Restore(model, wanted);
    }

    /// <summary>A version was loaded; while it was, something else may have become the desired one.</summary>
    private static ReconcileAction Decide(ModelSnapshot model, VersionSnapshot loaded)
    {
        // Refused now, because the lock file changed while it was loaded.
        if (loaded.IsRefused) return ReconcileAction.Unload(loaded.Version);
        if (model.Desired.Contains(loaded.Version))
            return ReconcileAction.Publish(loaded.Version, loaded.Version == model.Desired.Primary || loaded.Version == model.Primary);
        return model.Primary is null && loaded.Version == model.LastGood
            ? ReconcileAction.Publish(loaded.Version, asPrimary: true)
            : ReconcileAction.Unload(loaded.Version);
    }

    private static ReconcileAction LoadOrNot(ModelSnapshot model, VersionSnapshot version)
    {
        if (!version.NeedsLoad || (version.HasFailed && !version.IsRetryDue)) return ReconcileAction.None;
        // Before anything is unloaded to make room for it.
        if (version.IsRefused) return ReconcileAction.Refuse(version.Version);
        // Loads of one model run one at a time.
        if (!version.IsStable || model.IsLoading) return ReconcileAction.Wait;
        return model.Transition == VersionTransition.ResourcePreserving ? UnloadThenLoad(model, version) : LoadBeside(model, version);
    }

    private static ReconcileAction LoadBeside(ModelSnapshot model, VersionSnapshot version)
    {
        var wouldBeTooMuch = model.Versions.Any(v => v.IsServing) && model.ResidentBytes > model.MaxResidentBytes - version.EstimatedBytes;
        if (!wouldBeTooMuch) return ReconcileAction.Load(version.Version);
        // A version that is only kept for a rollback makes room for one that should serve.
        if (UnloadFirst(model, v => v.Version != model.Primary && !model.Desired.Contains(v.Version)) is { Kind: not ReconcileActionKind.None } unload)
            return unload;
        return model.IsDraining ? ReconcileAction.Wait : ReconcileAction.Refuse(version.Version);
    }

    private static ReconcileAction UnloadThenLoad(ModelSnapshot model, VersionSnapshot version)
    {
        var inTheWay = model.Versions.FirstOrDefault(v => v.IsServing && (v.Version == version.Version || !model.Desired.Contains(v.Version)));
        if (inTheWay is not null)
            // A version that serves is not taken out of service twice for the same broken version.
            return version.HasFailed ? ReconcileAction.None : ReconcileAction.Unload(inTheWay.Version);
        return model.IsDraining ? ReconcileAction.Wait : ReconcileAction.Load(version.Version);
    }

    /// <summary>The old version left first and the new one turned out to be broken: the old one comes back.</summary>
    private static ReconcileAction Restore(ModelSnapshot model, VersionSnapshot wanted)
    {
        var isNeeded = model.Primary is null && wanted.HasFailed && model.LastGood != wanted.Version;
        return isNeeded && model.Find(model.LastGood) is { IsAvailable: true, IsStable: true, HasFailed: false } old
            ? old.IsServing ? ReconcileAction.Publish(old.Version, asPrimary: true) : ReconcileAction.Load(old.Version)
            : ReconcileAction.None;
    }

    private static ReconcileAction UnloadFirst(ModelSnapshot model, Func<VersionSnapshot, bool> condition) =>
        model.Versions.FirstOrDefault(v => (v.IsServing || v.IsLoaded) && condition(v)) is { } version
            ? ReconcileAction.Unload(version.Version)
            : ReconcileAction.None;
}
