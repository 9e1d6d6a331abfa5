using InferenceKit.ControlPlane.Lifecycle.Loading.Memory;
using InferenceKit.ControlPlane.Lifecycle.Loading.Verification;
using InferenceKit.ControlPlane.Lifecycle.Reconciling;
using InferenceKit.ControlPlane.Lifecycle.Status;
using InferenceKit.Serving;
using InferenceKit.Sessions;

namespace InferenceKit.ControlPlane.Lifecycle.Loading;

/// <summary>
/// Loads versions of one model beside its loop, one at a time, and notes the outcome: a rollback must not wait for a
/// load. Used by the loop alone.
/// </summary>
/// <param name="registration">The model.</param>
/// <param name="records">Where the outcome goes.</param>
/// <param name="context">What all loops share.</param>
/// <param name="changed">Called when a load has ended.</param>
internal sealed class LoadSteps(ModelRegistration registration, VersionRecords records, LifecycleContext context, Action changed)
{
    private Task _load = Task.CompletedTask;
    // The number of the load that is under way. Reports of a load that was left behind carry an older one, and are ignored.
    private int _number;

    /// <summary>Begins a load.</summary>
    public void Begin(ModelVersion version, ModelView view, CancellationToken stop)
    {
        var (artifact, verdict, key) = records.Read(r => (r[version].Artifact!, r[version].Verdict, r[version].FailureKey(view.Model)));
        if (context.Serving.Current.Models[registration.Ordinal].Primary is null)
            context.Serving.Publish(registration, m => m with { NotReady = StatusReport.IsLoading(version) });
        var number = 0;
        records.Update(r => (r[version].Progress, number) = (ModelVersionState.Loading, ++_number));
        var request = new LoadRequest(
            registration, artifact, view.Model, context.IsBesideTraffic,
            state => records.Update(r =>
            {
                if (number == _number) r[version].Progress = state;
            }))
        {
            Verdict = verdict,
            Timeout = view.Settings.Lifecycle.LoadTimeout,
        };
        _load = LoadAsync(request, view, key, stop);
    }

    /// <summary>Completes when no load is under way.</summary>
    public Task WhenIdleAsync() => _load;

    /// <param name="request">What is loaded.</param>
    /// <param name="view">What was observed when it began.</param>
    /// <param name="key">What a failure is remembered by: what was to be loaded then, whatever is by now.</param>
    /// <param name="stop">The host is stopping.</param>
    private async Task LoadAsync(LoadRequest request, ModelView view, string key, CancellationToken stop)
    {
        var version = request.Id.Version;
        LoadedVersion? loaded = null;
        VersionFailure? failure = null;
        Exception? cause = null;
        try
        {
            var outcome = await context.Loader.LoadAsync(request, stop).ConfigureAwait(false);
            loaded = outcome.Loaded;
            if (outcome.Reason is { } reason) (failure, cause) = (Fail(version, view, key, InferenceError.ModelNotReady, reason), outcome.Cause);
        }
        catch (Exception e)
        {
            if (!stop.IsCancellationRequested) (failure, cause) = (Fail(version, view, key, InferenceError.ModelNotReady, e.Message), e);
        }
        records.Update(r =>
        {
            // In the same step as the outcome: progress that the load still reports must not follow it.
            _number++;
            (r[version].Loaded, r[version].Failure, r[version].Progress) = (loaded, failure, null);
        });
        if (failure is not null) Log(failure, cause, view);
        changed();
    }

    /// <summary>Notes that a version may not be loaded, or that there is no memory for it beside what is loaded.</summary>
    public void Refuse(ModelVersion version, ModelView view)
    {
        var (artifact, verdict, key) = records.Read(r => (r[version].Artifact!, r[version].Verdict, r[version].FailureKey(view.Model)));
        if (verdict.Refusal is { } refusal)
        {
            var refused = Fail(version, view, key, InferenceError.ModelNotReady, refusal);
            records.Update(r => r[version].Failure = refused);
            Log(refused, null, view);
            return;
        }
        var reason = $"It needs an estimated {ResidentMemory.Estimate(artifact.Length ?? 0):N0} bytes beside the {context.Memory.Bytes:N0} of what is "
            + $"loaded, which passes the limit of {ResidentMemory.Limit(view.Settings.Lifecycle.MaxResidentBytes):N0} (Lifecycle:MaxResidentBytes). "
            + "Raise the limit, or set the model's Transition to ResourcePreserving.";
        var failure = Fail(version, view, key, InferenceError.ResourceExhausted, reason);
        records.Update(r => r[version].Failure = failure);
        Log(failure, null, view);
    }

    private VersionFailure Fail(ModelVersion version, ModelView view, string key, InferenceError error, string reason)
    {
        var count = records.Read(r => r[version].Failure is { } last && last.Key == key ? last.Count + 1 : 1);
        return new(version, key, error, reason, count, context.Time.GetUtcNow() + DelayAfter(count, view));
    }

    private static TimeSpan DelayAfter(int failures, ModelView view) => RetrySchedule.DelayAfter(view.Settings.Lifecycle.RetryDelay, failures);

    /// <summary>Logs a failure. Only after it was noted, because a log is the host's code.</summary>
    private void Log(VersionFailure failure, Exception? cause, ModelView view)
    {
        var id = new ModelId(registration.Name, failure.Version);
        // The reason says what is wrong with a file or a codec. Only a fault of the code needs its stack trace.
        var isExpected = cause is null or SessionLoadException or IOException or UnsuitedCodecException or VersionRefusedException;
        ControlPlaneLog.LoadFailed(context.Logger, isExpected ? null : cause, id, failure.Reason, DelayAfter(failure.Count, view).TotalSeconds);
        if (isExpected && cause is not null) ControlPlaneLog.LoadFailedBecause(context.Logger, cause, id);
    }
}
