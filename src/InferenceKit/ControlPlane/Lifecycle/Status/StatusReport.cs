using System.Collections.Immutable;
using InferenceKit.Configuration;
using InferenceKit.ControlPlane.Lifecycle.Loading;
using InferenceKit.ControlPlane.Lifecycle.Reconciling;
using InferenceKit.ControlPlane.State;
using InferenceKit.Serving;

namespace InferenceKit.ControlPlane.Lifecycle.Status;

/// <summary>Describes the state of a model in words.</summary>
internal static class StatusReport
{
    public static string IsLoading(ModelVersion version) => $"version {version} is loading";

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
            Available = records.Available,
            Problem = Problem(view, observer, failures, isWaiting, records),
        };
    }

    public static ModelStatus Of(
        ModelRegistration registration, ISettingsSource settings, ServingTable serving, ReconcileReport last, EditsOverlay edits, string? notWritten, VersionRecords records) => new()
        {
            Name = registration.Name,
            IsReady = records.Primary is not null && WhyOutOfService(records) is null,
            Primary = records.Primary,
            Desired = last.Edits.Unloaded ? "unloaded, by hand"
            : last.Edits.Pinned is { } pinned ? $"{pinned}, by hand"
            : settings.Current.Models[registration.Name].Version,
            DecidedBy = last.Edits.Unloaded || last.Edits.Pinned is not null ? VersionDecision.Edit
            : last.Desired.Alias is not null ? VersionDecision.Alias
            : VersionDecision.Configuration,
            DecidingAlias = last.Edits.Unloaded || last.Edits.Pinned is not null ? null : last.Desired.Alias,
            Aliases = Aliases(last.Edits),
            PreviousVersions = [.. (last.Edits.Previous ?? []).Select(v => ModelVersion.Parse(v))],
            Audit = last.Edits.Audit ?? [],
            IsStatePending = edits.IsPending,
            Traffic = TrafficReport.Of(serving, serving.Models[registration.Ordinal], edits.Effective.Traffic),
            Versions = records.Status(),
            Error = Join(
                Join(last.Edits.Unloaded ? last.StateError : last.Problem, WhyOutOfService(records) is { } why ? $"version {records.Primary} is out of service: {why}" : null),
                edits.IsPending && notWritten is not null ? $"a change is not stored yet: {notWritten}" : null),
        };

    private static string? WhyOutOfService(VersionRecords records) =>
        records.Primary is { } primary ? records[primary].Serving?.Version.WhyOutOfService : null;

    private static string? Join(string? one, string? other) => one is null ? other : other is null ? one : $"{one}; {other}";

    private static ImmutableSortedDictionary<string, ModelVersion> Aliases(ModelEdits edits) =>
        edits.Aliases is { } aliases
            ? aliases.ToImmutableSortedDictionary(a => a.Key, a => ModelVersion.Parse(a.Value), StringComparer.Ordinal)
            : ImmutableSortedDictionary<string, ModelVersion>.Empty;

    private static string? Problem(
        ModelView view, ModelObserver observer, IReadOnlyList<VersionFailure> failures, bool isWaiting, VersionRecords records)
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
            if (records.Primary is null && records.Loading is { } loading) problems.Add(IsLoading(loading));
            else if (isWaiting && records.Primary is null) problems.Add($"waiting until the files of version {view.Desired.Primary} stop changing, or memory is free");
        }
        return problems.Count == 0 ? null : string.Join("; ", problems);
    }
}
