using InferenceKit.ControlPlane.Lifecycle.Reconciling;
using InferenceKit.ControlPlane.State;

namespace InferenceKit.ControlPlane.Lifecycle.Changes;

/// <summary>Whether an edit has been brought about, as far as a report tells. Pure.</summary>
/// <param name="IsDecided">Whether there is anything left to wait for.</param>
/// <param name="Failure">Why it failed; null when it did not.</param>
internal readonly record struct EditOutcome(bool IsDecided, InferenceFailure? Failure)
{
    /// <param name="model">The model's name.</param>
    /// <param name="stands">Whether the edit still stands in a state.</param>
    /// <param name="report">The state of the model.</param>
    /// <param name="readsRepository">Whether the change asked for a new listing of the repository, so that its failure is a failure of the change.</param>
    public static EditOutcome Of(string model, Func<ModelEdits, bool> stands, ReconcileReport report, bool readsRepository)
    {
        if (!stands(report.Edits))
            return report.StateError is { } error
                ? Failed(InferenceError.ResourceExhausted, $"The edit of model '{model}' stands, but cannot be read: {Sentence(error)}")
                : Failed(InferenceError.Conflict, $"The edit of model '{model}' was stored, and another one{Last(report.Edits)} replaced it before it was carried out.");
        if (readsRepository && report.RepositoryError is { } unreadable)
            return Failed(InferenceError.ModelNotReady, $"The repository could not be read for model '{model}': {Sentence(unreadable)}{Stays(report)}");
        if (report.IsAsDesired) return new(true, null);
        if (report.Desired.Primary is not { } version)
            return report.IsWaiting
                ? new(false, null)
                : Failed(InferenceError.VersionNotFound, $"Model '{model}': {Sentence(report.Problem ?? report.Desired.Problem)}{Stays(report)}");
        return OfFailure(model, version, report);
    }

    /// <summary>Whether a candidate has been loaded, beside what serves.</summary>
    public static EditOutcome OfCandidate(string model, ModelVersion version, bool isServing, ReconcileReport report)
    {
        if (OfFailure(model, version, report) is { IsDecided: true } failed) return failed;
        if (isServing) return new(true, null);
        if (report.RepositoryError is { } unreadable)
            return Failed(InferenceError.ModelNotReady, $"The repository could not be read for model '{model}': {Sentence(unreadable)}{Stays(report)}");
        return report.Available.Contains(version)
            ? new(false, null)
            : Failed(InferenceError.VersionNotFound, $"Version {version} of model '{model}' is no longer in the repository.{Stays(report)}");
    }

    private static EditOutcome OfFailure(string model, ModelVersion version, ReconcileReport report) =>
        report.Failures.FirstOrDefault(f => f.Version == version) is { } failure
            ? Failed(failure.Error, $"Version {version} of model '{model}' could not be loaded: {Sentence(failure.Reason)}{Stays(report)}")
            : new(false, null);

    private static string Last(ModelEdits edits) => edits.Audit is [.., var last] ? $" ({last.Kind}{(last.To is null ? "" : $" {last.To}")} by {last.By})" : "";

    private static string Sentence(string? text) => $"{text?.TrimEnd('.')}.";

    private static string Stays(ReconcileReport report) => report.Primary is { } primary ? $" Version {primary} serves on." : "";

    private static EditOutcome Failed(InferenceError error, string message) => new(true, new(error, message));
}
