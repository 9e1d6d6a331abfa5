using InferenceKit.Configuration;
using InferenceKit.Runtime;

namespace InferenceKit.ControlPlane.Lifecycle;

/// <summary>Puts into words how a model stands.</summary>
internal static class StatusReport
{
    public static ReconcileReport Report(int pass, ModelView view, ModelObserver observer, VersionRecords records, bool isWaiting)
    {
        var failures = records.FailuresOf(view);
        var primary = records.Primary;
        var serving = primary is { } version ? records[version] : null;
        isWaiting |= observer.Trust.AwaitsFiles;
        return new()
        {
            Pass = pass,
            Edits = view.Edits,
            Desired = view.Desired,
            Primary = primary,
            IsCurrent = serving?.Artifact is null || serving.Serving?.Key == LoadKey.Of(serving.Artifact, view.Model),
            IsWaiting = isWaiting,
            RepositoryError = observer.RepositoryError,
            StateError = observer.StateError,
            Failures = failures,
            Problem = Problem(view, observer, failures, isWaiting, primary),
        };
    }

    public static ModelStatus Of(ModelRegistration registration, ISettingsSource settings, ReconcileReport last, VersionRecords records) => new()
    {
        Name = registration.Name,
        IsReady = records.Primary is not null,
        Primary = records.Primary,
        Desired = last.Edits.Unloaded ? "unloaded, by hand"
            : last.Edits.Pinned is { } pinned ? $"{pinned}, by hand"
            : settings.Current.Models[registration.Name].Version,
        Versions = records.Status(),
        Error = last.Edits.Unloaded ? last.StateError : last.Problem,
    };

    private static string? Problem(
        ModelView view, ModelObserver observer, IReadOnlyList<VersionFailure> failures, bool isWaiting, ModelVersion? primary)
    {
        var problems = new List<string>();
        if (observer.StateError is { } state) problems.Add(state);
        if (view.Edits.Unloaded) problems.Add("it was unloaded by hand");
        else
        {
            if (observer.Trust.LockError is { } lockError) problems.Add(lockError);
            if (observer.RepositoryError is { } repository) problems.Add($"the repository cannot be read: {repository}");
            else if (view.Desired.Problem is { } problem) problems.Add(problem);
            if (observer.Trust.Difference is { } difference) problems.Add(difference);
            foreach (var failure in failures.Where(f => f.Reason != observer.Trust.LockError)) problems.Add($"version {failure.Version} failed: {failure.Reason}");
            if (isWaiting && primary is null) problems.Add($"waiting until the files of version {view.Desired.Primary} stop changing, or memory is free");
        }
        return problems.Count == 0 ? null : string.Join("; ", problems);
    }
}
