using InferenceKit.Configuration;
using InferenceKit.ControlPlane.Lifecycle.Reconciling;
using InferenceKit.ControlPlane.State;

namespace InferenceKit.ControlPlane.Lifecycle.Changes;

/// <summary>The steps that changes of one model are made of: verify a version, store the change, wait until it is in effect.</summary>
/// <param name="Reconciler">The model's loop.</param>
/// <param name="Repository">Where versions come from.</param>
/// <param name="Store">Where changes are kept.</param>
/// <param name="Settings">How versions replace one another.</param>
/// <param name="Time">The clock of the audit.</param>
/// <param name="Stop">The host is stopping.</param>
internal sealed record ChangeSteps(
    ModelReconciler Reconciler, IModelRepository Repository, ModelEditsStore Store, ISettingsSource Settings, TimeProvider Time, CancellationToken Stop)
{
    public string Model => Reconciler.Registration.Name;

    public ModelSettings Configured => Settings.Current.Models[Model];

    /// <summary>Waits until a version has been loaded and checked, beside what serves.</summary>
    public async Task VerifyAsync(ModelVersion version)
    {
        var report = await Reconciler.RequestPassAsync(retryFailures: true).WaitAsync(Stop).ConfigureAwait(false);
        while (true)
        {
            var outcome = EditOutcome.OfCandidate(Model, version, Reconciler.IsCurrent(version), report);
            ThrowIf(outcome.Failure);
            if (outcome.IsDecided) return;
            report = await Reconciler.NextReportAsync(report).WaitAsync(Stop).ConfigureAwait(false);
        }
    }

    /// <summary>Waits until a stored change is in effect.</summary>
    /// <param name="stands">Whether the change still stands in a state.</param>
    /// <param name="readsRepository">Whether the change asked for a new listing of the repository.</param>
    /// <returns>Why the change failed; null when it did not.</returns>
    public async Task<InferenceFailure?> FailureOfAsync(Func<ModelEdits, bool> stands, bool readsRepository)
    {
        var report = await Reconciler.RequestPassAsync(retryFailures: true).WaitAsync(Stop).ConfigureAwait(false);
        while (true)
        {
            var outcome = EditOutcome.Of(Model, stands, report, readsRepository);
            if (outcome.IsDecided) return outcome.Failure;
            report = await Reconciler.NextReportAsync(report).WaitAsync(Stop).ConfigureAwait(false);
        }
    }

    /// <summary>Writes a change to the store.</summary>
    public async Task<ModelEdits> StoreAsync(Func<ModelEdits, ModelEdits> change)
    {
        try
        {
            return await Store.ChangeAsync(Model, change, Stop).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            throw new InferenceException(new InferenceFailure(InferenceError.ResourceExhausted, e.Message) { Cause = e });
        }
    }

    /// <summary>Reads what the store has now.</summary>
    public async Task<ModelEdits> ReadAsync()
    {
        try
        {
            return await Store.ReadAsync(Model, Stop).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            throw new InferenceException(new InferenceFailure(InferenceError.ResourceExhausted, e.Message) { Cause = e });
        }
    }

    public static void ThrowIf(InferenceFailure? failure)
    {
        if (failure is not null) throw new InferenceException(failure);
    }
}
