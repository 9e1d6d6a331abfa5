using InferenceKit.ControlPlane.Lifecycle.Reconciling;
using InferenceKit.ControlPlane.State;

namespace InferenceKit.ControlPlane.Lifecycle.Changes;

/// <summary>One change of a model back to the version before.</summary>
internal sealed class RollbackChange(ChangeSteps steps)
{
    private readonly ModelReconciler _reconciler = steps.Reconciler;

    /// <summary>
    /// Back to the version before. One that is loaded serves at once: what is decided takes effect in this process and is
    /// stored after that. Any other is verified first.
    /// </summary>
    public async Task RunAsync(EditNote? note)
    {
        var (from, to) = _reconciler.FindPrevious() ?? throw new InferenceException(
            InferenceError.VersionNotFound, $"Model '{steps.Model}' has no earlier version to go back to: none served before in this state, or it is no longer there.");
        var isResident = _reconciler.Serving(to) is not null;
        using var hold = isResident ? null : _reconciler.Hold(to);
        if (!isResident && steps.Configured.Transition != VersionTransition.ResourcePreserving) await steps.VerifyAsync(to).ConfigureAwait(false);

        var basis = _reconciler.Edits.Effective;
        var alias = basis.Pinned is null ? _reconciler.Last.Desired.Alias : null;
        var audit = EditRecords.Of(ModelEditKind.Rollback, note, steps.Time, from?.ToString(), to.ToString(), alias, _reconciler.Serving(to)?.Digest);
        var change = new PendingChange(edits => edits.WantsSameAs(basis) ? edits.RollBack(alias, to.ToString(), audit) : null, awaits: to);
        // In effect from here on, and stored later by the loop: a rollback must not wait for a slow store.
        _reconciler.Edits.Add(change);
        var report = await _reconciler.RequestQuickPassAsync().WaitAsync(steps.Stop).ConfigureAwait(false);
        while (!change.Outcome.IsCompleted)
        {
            if (FindFailure(to, report) is { } failure)
            {
                _reconciler.Edits.Remove(change);
                _reconciler.Wake(readRepository: false, readState: false);
                throw new InferenceException(failure);
            }
            // Whichever comes first: a report may show that the rollback failed before it can be stored.
            var next = _reconciler.NextReportAsync(report);
            await Task.WhenAny(change.Outcome, next).WaitAsync(steps.Stop).ConfigureAwait(false);
            if (next.IsCompleted) report = await next.ConfigureAwait(false);
        }
        if (await change.Outcome.ConfigureAwait(false) == PendingOutcome.Lost)
            throw new InferenceException(Overtaken());
    }

    /// <summary>Why a rollback cannot take effect; null while it can.</summary>
    private InferenceFailure? FindFailure(ModelVersion to, ReconcileReport report)
    {
        if (report.Primary == to) return null;
        if (report.Failures.FirstOrDefault(f => f.Version == to) is { } failed)
            return new(failed.Error, $"Version {to} of model '{steps.Model}' could not be loaded: {failed.Reason}");
        if (report.Desired.Primary == to) return null;
        var isWanted = report.Edits.Pinned == to.ToString() || report.Edits.Aliases?.ContainsValue(to.ToString()) == true;
        return isWanted
            ? new(InferenceError.VersionNotFound, $"Version {to} of model '{steps.Model}' cannot come back: {report.Desired.Problem ?? "something else decides"}.")
            : Overtaken();
    }

    private InferenceFailure Overtaken() =>
        new(InferenceError.Conflict, $"Another edit of model '{steps.Model}' came before this rollback was stored, and stands instead.");
}
