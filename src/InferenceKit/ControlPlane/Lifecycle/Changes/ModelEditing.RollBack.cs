using InferenceKit.ControlPlane.Lifecycle.Reconciling;
using InferenceKit.ControlPlane.State;

namespace InferenceKit.ControlPlane.Lifecycle.Changes;

internal sealed partial class ModelEditing
{
    /// <summary>
    /// Back to the version before. One that is loaded serves at once: what is decided takes effect in this process and is
    /// stored after that. Any other is verified first.
    /// </summary>
    public async Task RollBackAsync(EditNote? note)
    {
        var (from, to) = reconciler.FindPrevious() ?? throw new InferenceException(
            InferenceError.VersionNotFound, $"Model '{_model}' has no earlier version to go back to: none served before in this state, or it is no longer there.");
        var isResident = reconciler.Serving(to) is not null;
        using var hold = isResident ? null : reconciler.Hold(to);
        if (!isResident && settings.Current.Models[_model].Transition != VersionTransition.ResourcePreserving) await VerifyAsync(to).ConfigureAwait(false);

        var basis = reconciler.Edits.Effective;
        var alias = basis.Pinned is null ? reconciler.Last.Desired.Alias : null;
        var audit = EditRecords.Of(ModelEditKind.Rollback, note, time, from?.ToString(), to.ToString(), alias, reconciler.Serving(to)?.Digest);
        var change = new PendingChange(edits => edits.WantsSameAs(basis) ? edits.RollBack(alias, to.ToString(), audit) : null, awaits: to);
        reconciler.Edits.Add(change);
        var report = await reconciler.RequestQuickPassAsync().WaitAsync(stop).ConfigureAwait(false);
        while (!change.Outcome.IsCompleted)
        {
            if (FindFailure(to, report) is { } failure)
            {
                reconciler.Edits.Remove(change);
                reconciler.Wake(readRepository: false, readState: false);
                throw new InferenceException(failure);
            }
            var next = reconciler.NextReportAsync(report);
            await Task.WhenAny(change.Outcome, next).WaitAsync(stop).ConfigureAwait(false);
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
            return new(failed.Error, $"Version {to} of model '{_model}' could not be loaded: {failed.Reason}");
        if (report.Desired.Primary == to) return null;
        var isWanted = report.Edits.Pinned == to.ToString() || report.Edits.Aliases?.ContainsValue(to.ToString()) == true;
        return isWanted
            ? new(InferenceError.VersionNotFound, $"Version {to} of model '{_model}' cannot come back: {report.Desired.Problem ?? "something else decides"}.")
            : Overtaken();
    }

    private InferenceFailure Overtaken() =>
        new(InferenceError.Conflict, $"Another edit of model '{_model}' came before this rollback was stored, and stands instead.");
}
