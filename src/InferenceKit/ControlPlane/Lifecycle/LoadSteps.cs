using InferenceKit.Runtime;
using InferenceKit.Sessions;

namespace InferenceKit.ControlPlane.Lifecycle;

/// <summary>Loads versions of one model, and takes down how that went.</summary>
internal sealed class LoadSteps(ModelRegistration registration, VersionRecords records, LifecycleContext context)
{
    public async Task LoadAsync(ModelVersion version, ModelView view, CancellationToken stop)
    {
        var artifact = records.Read(r => r[version].Artifact)!;
        if (context.Serving.Current.Models[registration.Ordinal].Primary is null)
            context.Serving.Publish(registration, m => m with { NotReady = $"version {version} is loading" });
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

    /// <summary>Notes that there is no memory for a version beside what is loaded.</summary>
    public void Refuse(ModelVersion version, ModelView view)
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
        var id = new ModelId(registration.Name, version);
        // What is wrong with a file or a codec is said by the reason; only a fault of the code needs its stack trace.
        var isExpected = cause is null or SessionLoadException or IOException or UnsuitedCodecException or VersionRefusedException;
        ControlPlaneLog.LoadFailed(context.Logger, isExpected ? null : cause, id, reason, delay.TotalSeconds);
        if (isExpected && cause is not null) ControlPlaneLog.LoadFailedBecause(context.Logger, cause, id);
        return new(version, key, error, reason, count, context.Time.GetUtcNow() + delay);
    }
}
