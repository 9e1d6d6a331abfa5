using System.Collections.Immutable;
using InferenceKit.Configuration;

namespace InferenceKit.ControlPlane.Lifecycle;

/// <summary>All that is known of one model's versions. Written by the model's loop, read by whoever asks for status.</summary>
internal sealed class VersionRecords(ResidentMemory memory)
{
    private readonly SortedDictionary<ModelVersion, VersionRecord> _records = [];
    private readonly Lock _lock = new();

    /// <summary>The version that traffic goes to.</summary>
    public ModelVersion? Primary { get; set; }

    public ModelVersion? LastGood { get; set; }

    public void Update(Action<VersionRecords> change)
    {
        lock (_lock) change(this);
    }

    public T Read<T>(Func<VersionRecords, T> look)
    {
        lock (_lock) return look(this);
    }

    public VersionRecord this[ModelVersion version]
    {
        get
        {
            if (!_records.TryGetValue(version, out var record)) _records[version] = record = new(version);
            return record;
        }
    }

    public IEnumerable<VersionRecord> HighestFirst => _records.Values.Reverse();

    /// <summary>Takes down a listing.</summary>
    public void See(IReadOnlyCollection<ModelArtifact> artifacts, DateTimeOffset now)
    {
        var listed = new Dictionary<ModelVersion, ModelArtifact>();
        foreach (var artifact in artifacts) listed[artifact.Id.Version] = artifact;
        foreach (var version in listed.Keys) _ = this[version];
        foreach (var record in _records.Values) record.See(listed.GetValueOrDefault(record.Version), now);
        foreach (var gone in _records.Values.Where(r => r.IsForgettable && r.Version != LastGood).ToList()) _records.Remove(gone.Version);
    }

    public IReadOnlyCollection<ModelVersion> Available =>
        [.. _records.Values.Where(r => r.Artifact is not null).Select(r => r.Artifact!.Id.Version)];

    /// <summary>Failed versions may be tried again at once.</summary>
    public void ForgetFailures()
    {
        foreach (var record in _records.Values) record.Failure = null;
    }

    /// <summary>When a wanted version's files will have settled, or its next attempt is due.</summary>
    public DateTimeOffset NextLook(ModelView view, DateTimeOffset now)
    {
        var due = from record in _records.Values
                  where record.Artifact is not null && view.Desired.Contains(record.Version)
                  from at in new[] { record.SettledAt(view.Settings.Repository.SettleTime), record.FailureOf(view.Model)?.RetryAt ?? DateTimeOffset.MaxValue }
                  where at > now
                  select at;
        return due.DefaultIfEmpty(DateTimeOffset.MaxValue).Min();
    }

    public ModelSnapshot Snapshot(ModelView view, DateTimeOffset now) => new()
    {
        Versions = [.. _records.Values.Select(r => Snapshot(r, view.Settings, view.Model, now))],
        Desired = view.Desired,
        Primary = Primary,
        LastGood = LastGood,
        IsUnloadWanted = view.Edits.Unloaded,
        Transition = view.Model.Transition,
        IsDraining = _records.Values.Any(r => r.Draining > 0),
        ResidentBytes = memory.Bytes,
        MaxResidentBytes = ResidentMemory.Limit(view.Settings.Lifecycle.MaxResidentBytes),
    };

    private static VersionSnapshot Snapshot(VersionRecord record, InferenceSettings settings, ModelSettings model, DateTimeOffset now)
    {
        var failure = record.FailureOf(model);
        return new(record.Version)
        {
            IsAvailable = record.Artifact is not null,
            IsSettled = record.SettledAt(settings.Repository.SettleTime) <= now,
            IsLoaded = record.Loaded is not null,
            IsServing = record.Serving is not null,
            IsCurrent = record.Artifact is null || record.Serving is null || record.Serving.Key == LoadKey.Of(record.Artifact, model),
            HasFailed = failure is not null,
            IsRetryDue = failure is not null && failure.RetryAt <= now,
            EstimatedBytes = ResidentMemory.Estimate(record.Artifact?.Length ?? 0),
        };
    }

    public ImmutableArray<ModelVersionStatus> Status() => [.. HighestFirst.Select(r => new ModelVersionStatus
    {
        Version = r.Version,
        State = r.State,
        IsPrimary = r.Serving is not null && r.Version == Primary,
        Digest = (r.Serving ?? r.Loaded)?.Digest,
        LoadedAt = r.Serving?.LoadedAt,
        InFlight = r.Serving?.Version.InFlight ?? 0,
        Error = r.Failure?.Reason,
        Signature = (r.Serving ?? r.Loaded)?.Version.Signature,
    })];
}
