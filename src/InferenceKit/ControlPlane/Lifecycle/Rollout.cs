using System.Collections.Concurrent;
using InferenceKit.Configuration;
using InferenceKit.Runtime;

namespace InferenceKit.ControlPlane.Lifecycle;

/// <summary>Takes the steps that the policy decides: the only place that changes a model's entry in the serving table.</summary>
internal sealed class Rollout(ModelRegistration registration, VersionRecords records, LifecycleContext context, Action changed)
{
    private readonly ConcurrentDictionary<LoadedVersion, Task> _draining = new();

    public async ValueTask TakeAsync(ReconcileAction action, ModelView view, CancellationToken stop)
    {
        switch (action.Kind)
        {
            case ReconcileActionKind.Load:
                await LoadAsync(action.Version, view, stop).ConfigureAwait(false);
                break;
            case ReconcileActionKind.Publish:
                var before = records.LastGood;
                Publish(action.Version, action.AsPrimary);
                if (action.AsPrimary && before is { } previous && previous != action.Version)
                    await RememberAsync(previous, stop).ConfigureAwait(false);
                break;
            case ReconcileActionKind.Unload:
                Unload(action.Version);
                break;
            case ReconcileActionKind.Refuse:
                Refuse(action.Version, view);
                break;
        }
    }

    /// <summary>Brings settings to where the data plane reads them.</summary>
    public void Apply(ModelSettings settings)
    {
        registration.Gate.MaxWaiting = settings.MaxQueuedRows;
        var served = context.Serving.Current.Models[registration.Ordinal];
        if (served.Policy != settings.Serving)
            context.Serving.Publish(registration, m => m with { Policy = settings.Serving });
    }

    /// <summary>Says why nothing serves, if nothing does.</summary>
    public void Explain(string? why)
    {
        var served = context.Serving.Current.Models[registration.Ordinal];
        var text = served.Primary is null ? $"{registration.Name}: {why ?? "no version is ready"}" : null;
        if (served.NotReady == text) return;
        if (text is not null) ControlPlaneLog.NotReady(context.Logger, registration.Name, why ?? "no version is ready");
        context.Serving.Publish(registration, m => m with { NotReady = text });
    }

    /// <summary>Takes everything out of service; completes when everything is freed.</summary>
    public Task RetireAllAsync()
    {
        foreach (var version in records.Read(r => r.HighestFirst.Where(v => v.Serving is not null || v.Loaded is not null).Select(v => v.Version).ToList()))
        {
            Unload(version);
            // What was loaded anew and what it was to replace.
            if (records.Read(r => r[version].Serving is not null)) Unload(version);
        }
        return Task.WhenAll(_draining.Values);
    }

    /// <summary>Logs what is still in use.</summary>
    public void ReportLeftovers()
    {
        foreach (var version in _draining.Keys) ControlPlaneLog.NotDrained(context.Logger, version.Version.Id, version.Version.InFlight);
    }

    private async Task LoadAsync(ModelVersion version, ModelView view, CancellationToken stop)
    {
        var artifact = records.Read(r => r[version].Artifact)!;
        if (context.Serving.Current.Models[registration.Ordinal].Primary is null)
            context.Serving.Publish(registration, m => m with { NotReady = $"{registration.Name}: loading version {version}" });
        var request = new LoadRequest(
            registration, artifact, view.Model, context.IsBesideTraffic,
            state => records.Update(r => r[version].Progress = state));
        try
        {
            var outcome = await context.Loader.LoadAsync(request, stop).ConfigureAwait(false);
            var failure = outcome.Reason is { } reason ? Fail(version, view, LoadKey.Of(artifact, view.Model), InferenceError.ModelNotReady, reason, outcome.Cause) : null;
            records.Update(r => (r[version].Loaded, r[version].Failure) = (outcome.Loaded, failure));
        }
        finally
        {
            records.Update(r => r[version].Progress = null);
        }
    }

    private void Publish(ModelVersion version, bool asPrimary)
    {
        var record = records[version];
        var (fresh, present) = (record.Loaded, record.Serving);
        var serving = (fresh ?? present)!;
        context.Serving.Publish(registration, model => model with
        {
            Versions = [.. model.Versions.Where(v => v != present?.Version).Append(serving.Version).OrderByDescending(v => v.Id.Version)],
            Primary = asPrimary ? serving.Version : model.Primary,
            NotReady = asPrimary ? null : model.NotReady,
        });
        var before = records.Read(r => r.LastGood);
        records.Update(r =>
        {
            (record.Loaded, record.Serving, record.Failure) = (null, serving, null);
            if (asPrimary) r.Primary = r.LastGood = version;
        });
        if (fresh is not null && present is not null) Retire(record, present);
        if (!asPrimary || before == version) return;
        if (before is not null) context.Metrics.Swapped(serving.Version.Id);
        ControlPlaneLog.Swapped(context.Logger, registration.Name, version.ToString(), before?.ToString() ?? "none");
    }

    private void Unload(ModelVersion version)
    {
        var record = records[version];
        if (record.Loaded is { } unused)
        {
            records.Update(_ => record.Loaded = null);
            Retire(record, unused);
            return;
        }
        var serving = record.Serving!;
        context.Serving.Publish(registration, model => model with
        {
            Versions = model.Versions.Remove(serving.Version),
            Primary = model.Primary == serving.Version ? null : model.Primary,
            NotReady = model.Primary == serving.Version ? $"{registration.Name}: version {version} was taken out of service" : model.NotReady,
        });
        records.Update(r =>
        {
            record.Serving = null;
            if (r.Primary == version) r.Primary = null;
        });
        Retire(record, serving);
    }

    private void Refuse(ModelVersion version, ModelView view)
    {
        var artifact = records.Read(r => r[version].Artifact)!;
        var reason = $"It needs an estimated {ResidentMemory.Estimate(artifact.Length ?? 0):N0} bytes beside the {context.Memory.Bytes:N0} of what is "
            + $"loaded, which passes the limit of {ResidentMemory.Limit(view.Settings.Lifecycle.MaxResidentBytes):N0} (Lifecycle:MaxResidentBytes). "
            + "Raise the limit, or set the model's Transition to ResourcePreserving.";
        var failure = Fail(version, view, LoadKey.Of(artifact, view.Model), InferenceError.ResourceExhausted, reason, null);
        records.Update(r => r[version].Failure = failure);
    }

    private VersionFailure Fail(ModelVersion version, ModelView view, string key, InferenceError error, string reason, Exception? cause)
    {
        var count = records.Read(r => r[version].Failure is { } last && last.Key == key ? last.Count + 1 : 1);
        var delay = RetrySchedule.DelayAfter(view.Settings.Lifecycle.RetryDelay, count);
        ControlPlaneLog.LoadFailed(context.Logger, cause, new(registration.Name, version), reason, delay.TotalSeconds);
        return new(key, error, reason, count, context.Time.GetUtcNow() + delay);
    }

    private void Retire(VersionRecord record, LoadedVersion version)
    {
        records.Update(_ => record.Draining++);
        ControlPlaneLog.Draining(context.Logger, version.Version.Id, version.Version.InFlight);
        var released = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _draining[version] = released.Task;
        _ = ReleaseAsync(record, version, released);
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

    /// <summary>Notes what a rollback would go back to. Failing to is no reason to stop serving.</summary>
    private async ValueTask RememberAsync(ModelVersion previous, CancellationToken stop)
    {
        try
        {
            await context.Edits.ChangeAsync(registration.Name, e => e with { Previous = previous.ToString() }, stop).ConfigureAwait(false);
        }
        catch (Exception e) when (!stop.IsCancellationRequested)
        {
            ControlPlaneLog.StateNotWritten(context.Logger, e, registration.Name, previous.ToString());
        }
    }
}
