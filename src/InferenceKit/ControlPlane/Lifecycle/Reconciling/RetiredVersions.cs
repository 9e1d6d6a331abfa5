using System.Collections.Concurrent;
using InferenceKit.ControlPlane.Lifecycle.Loading;
using InferenceKit.Serving;

namespace InferenceKit.ControlPlane.Lifecycle.Reconciling;

/// <summary>Versions of one model that are out of service and wait for their last lease; then their memory is freed.</summary>
internal sealed class RetiredVersions(VersionRecords records, LifecycleContext context, Action changed)
{
    private readonly ConcurrentDictionary<LoadedVersion, Task> _draining = new();

    /// <summary>Takes over a version that is in no serving table any more.</summary>
    public void Add(VersionRecord record, LoadedVersion version)
    {
        records.Update(_ => record.Draining++);
        var released = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        // Entered before the drain begins, which may end at once and removes the entry.
        _draining[version] = released.Task;
        ControlPlaneLog.Draining(context.Logger, version.Version.Id, version.Version.InFlight);
        _ = ReleaseAsync(record, version, released);
    }

    /// <summary>Completes when everything is freed.</summary>
    public Task WhenAllFreedAsync() => Task.WhenAll(_draining.Values);

    /// <summary>Logs what is still in use.</summary>
    public void ReportLeftovers()
    {
        foreach (var version in _draining.Keys) ControlPlaneLog.NotDrained(context.Logger, version.Version.Id, version.Version.InFlight);
    }

    private async Task ReleaseAsync(VersionRecord record, LoadedVersion version, TaskCompletionSource released)
    {
        try
        {
            var drained = version.Version.DrainAsync();
            await version.Version.WhenOnlyStuckRunsAreLeft.ConfigureAwait(false);
            if (version.Version.Service.StuckRuns > 0) await OutliveStuckRunsAsync(record, version.Version, released, drained).ConfigureAwait(false);
            await version.ReleaseAsync().ConfigureAwait(false);
            ControlPlaneLog.Unloaded(context.Logger, version.Version.Id);
        }
        catch (Exception e)
        {
            ControlPlaneLog.DisposeFailed(context.Logger, e, version.Version.Id);
        }
        // Before the completion is reported: a report of leftovers must not name a version that is freed.
        _draining.TryRemove(version, out _);
        records.Update(_ => record.HeldByStuckRuns.Remove(version.Version));
        if (!released.Task.IsCompleted) CompleteDrain(record, released);
        else changed();
    }

    /// <summary>Waits for stuck runs, which may never end. Neither a stop nor a load that needs the memory waits for them.</summary>
    private async Task OutliveStuckRunsAsync(VersionRecord record, ServedVersion version, TaskCompletionSource released, Task drained)
    {
        ControlPlaneLog.HeldByStuckRuns(context.Logger, version.Id, version.Service.StuckRuns);
        records.Update(_ => record.HeldByStuckRuns.Add(version));
        CompleteDrain(record, released);
        await drained.ConfigureAwait(false);
    }

    private void CompleteDrain(VersionRecord record, TaskCompletionSource released)
    {
        records.Update(_ =>
        {
            record.Draining--;
            record.WasUnloaded = true;
        });
        released.SetResult();
        changed();
    }
}
