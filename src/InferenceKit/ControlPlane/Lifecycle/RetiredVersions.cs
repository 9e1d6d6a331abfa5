using System.Collections.Concurrent;

namespace InferenceKit.ControlPlane.Lifecycle;

/// <summary>Versions of one model that are out of service and wait for their last lease; then their memory is freed.</summary>
internal sealed class RetiredVersions(VersionRecords records, LifecycleContext context, Action changed)
{
    private readonly ConcurrentDictionary<LoadedVersion, Task> _draining = new();

    /// <summary>Takes over a version that is in no serving table any more.</summary>
    public void Add(VersionRecord record, LoadedVersion version)
    {
        records.Update(_ => record.Draining++);
        ControlPlaneLog.Draining(context.Logger, version.Version.Id, version.Version.InFlight);
        var released = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _draining[version] = released.Task;
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
            await version.ReleaseAsync().ConfigureAwait(false);
            ControlPlaneLog.Unloaded(context.Logger, version.Version.Id);
        }
        catch (Exception e)
        {
            ControlPlaneLog.DisposeFailed(context.Logger, e, version.Version.Id);
        }
        records.Update(_ =>
        {
            record.Draining--;
            record.WasUnloaded = true;
        });
        _draining.TryRemove(version, out _);
        released.SetResult();
        changed();
    }
}
