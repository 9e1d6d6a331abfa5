using System.Collections.Immutable;
using InferenceKit.Configuration;
using InferenceKit.ControlPlane.Lifecycle.Loading;
using InferenceKit.ControlPlane.Lifecycle.Loading.Memory;
using InferenceKit.ControlPlane.Lifecycle.Status;
using InferenceKit.ControlPlane.Versioning;
using InferenceKit.Serving;

namespace InferenceKit.ControlPlane.Lifecycle.Reconciling;

/// <summary>All that is known of one model's versions. Written by the model's loop, read by requests for the status.</summary>
internal sealed class VersionRecords(ResidentMemory memory)
{
    // Lowest first. A list with loops, because each start of a process would compile a sorted dictionary by version anew.
    private readonly List<VersionRecord> _records = [];
    private readonly Lock _lock = new();

    /// <summary>The version that traffic goes to.</summary>
    public ModelVersion? Primary { get; set; }

    public ModelVersion? LastGood { get; set; }

    public void Update(Action<VersionRecords> change)
    {
        lock (_lock) change(this);
    }

    public T Read<T>(Func<VersionRecords, T> read)
    {
        lock (_lock) return read(this);
    }

    public VersionRecord this[ModelVersion version]
    {
        get
        {
            var index = IndexOf(version);
            if (index >= 0) return _records[index];
            var record = new VersionRecord(version);
            _records.Insert(~index, record);
            return record;
        }
    }

    /// <summary>The version that is being loaded; one at a time.</summary>
    public ModelVersion? Loading
    {
        get
        {
            foreach (var record in _records)
                if (record.Progress is not null) return record.Version;
            return null;
        }
    }

    public IEnumerable<VersionRecord> HighestFirst => Enumerable.Reverse(_records);

    /// <summary>Notes a listing.</summary>
    public void See(IReadOnlyCollection<ModelArtifact> artifacts, DateTimeOffset now)
    {
        var listed = new Dictionary<VersionRecord, ModelArtifact>();
        foreach (var artifact in artifacts) listed[this[artifact.Id.Version]] = artifact;
        foreach (var record in _records) record.See(listed.GetValueOrDefault(record), now);
        _records.RemoveAll(r => r.IsForgettable && r.Version != LastGood);
    }

    /// <summary>Notes what each version must be.</summary>
    public void Judge(Func<ModelId, LockVerdict> judge, string model, DesiredVersions desired)
    {
        foreach (var record in _records)
        {
            var verdict = judge(new(model, record.Version));
            record.Verdict = desired.Digest is not null && record.Version == desired.Primary ? verdict with { Selected = desired.Digest } : verdict;
        }
    }

    /// <summary>Of what serves, what the lock file names otherwise; null when nothing.</summary>
    public string? DifferenceFromLock()
    {
        List<string>? differences = null;
        foreach (var record in _records)
            if (record.Serving is { } serving && record.Verdict.FindDifference(record.Version, serving.Digest) is { } difference)
                (differences ??= []).Add(difference);
        return differences is null ? null : string.Join("; ", differences);
    }

    public ModelVersion[] Available => AvailableOr(_ => false);

    /// <summary>The versions in the repository, and of those in service the ones that are asked for by name: they need no repository.</summary>
    public ModelVersion[] AvailableOr(Func<ModelVersion, bool> isNamed)
    {
        var there = _records.FindAll(r => r.Artifact is not null || (r.Serving is not null && isNamed(r.Version)));
        var versions = new ModelVersion[there.Count];
        for (var i = 0; i < versions.Length; i++) versions[i] = there[i].Artifact?.Id.Version ?? there[i].Version;
        return versions;
    }

    /// <summary>Why wanted versions failed, highest first.</summary>
    public IReadOnlyList<VersionFailure> FailuresOf(ModelView view)
    {
        var failures = new List<VersionFailure>();
        for (var i = _records.Count - 1; i >= 0; i--)
            if (view.Desired.Contains(_records[i].Version) && _records[i].FailureOf(view.Model) is { } failure) failures.Add(failure);
        return failures;
    }

    /// <summary>Failed versions may be tried again at once.</summary>
    public void ForgetFailures()
    {
        foreach (var record in _records) record.Failure = null;
    }

    /// <summary>When a wanted version's files will be stable, or its next attempt is due.</summary>
    public DateTimeOffset NextDue(ModelView view, DateTimeOffset now)
    {
        var due = DateTimeOffset.MaxValue;
        foreach (var record in _records)
        {
            if (record.Artifact is null || !view.Desired.Contains(record.Version)) continue;
            var stableAt = record.StableAt(view.Settings.Repository.SettleTime);
            if (stableAt > now && stableAt < due) due = stableAt;
            if (record.FailureOf(view.Model) is { } failure && failure.RetryAt > now && failure.RetryAt < due) due = failure.RetryAt;
        }
        return due;
    }

    /// <summary>The index of a version; the complement of where it would be, if it is not there.</summary>
    private int IndexOf(ModelVersion version)
    {
        var (low, high) = (0, _records.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var order = _records[middle].Version.CompareTo(version);
            if (order == 0) return middle;
            if (order < 0) low = middle + 1;
            else high = middle - 1;
        }
        return ~low;
    }

    public ModelSnapshot Snapshot(ModelView view, DateTimeOffset now) => new()
    {
        Versions = [.. _records.Select(r => Snapshot(r, view.Settings, view.Model, now))],
        Desired = view.Desired,
        Primary = Primary,
        LastGood = LastGood,
        IsUnloadWanted = view.Edits.Unloaded,
        Transition = view.Model.Transition,
        IsDraining = _records.Any(r => r.Draining > 0),
        ResidentBytes = memory.Bytes,
        MaxResidentBytes = ResidentMemory.Limit(view.Settings.Lifecycle.MaxResidentBytes),
    };

    private static VersionSnapshot Snapshot(VersionRecord record, InferenceSettings settings, ModelSettings model, DateTimeOffset now)
    {
        var failure = record.FailureOf(model);
        return new(record.Version)
        {
            IsAvailable = record.Artifact is not null,
            IsStable = record.StableAt(settings.Repository.SettleTime) <= now,
            IsLoading = record.Progress is not null,
            IsLoaded = record.Loaded is not null,
            IsServing = record.Serving is not null,
            IsCurrent = record.Artifact is null || record.Serving is null || record.Serving.Key == LoadKey.Of(record.Artifact, model),
            HasFailed = failure is not null,
            IsRefused = record.Loaded is { } loaded ? !record.Verdict.Allows(loaded.Digest) : record.Verdict.Refusal is not null,
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
        ZombieRuns = (r.Serving?.Version.Service.StuckRuns ?? 0) + r.HeldByStuckRuns.Sum(v => v.Service.StuckRuns),
        OutOfService = r.Serving?.Version.WhyOutOfService,
        Error = r.Failure?.Reason ?? (r.Serving is null ? r.Verdict.Refusal : null),
        Batching = r.Serving?.Version is { } version ? Batching(version) : null,
        Circuit = r.Serving?.Version.Breaker.State ?? CircuitState.Closed,
        CircuitReason = r.Serving?.Version.Breaker.Reason,
        UsesArena = (r.Serving ?? r.Loaded)?.Version.Session.AllocatesFromArena,
        Signature = (r.Serving ?? r.Loaded)?.Version.Signature,
    })];

    private static BatchingStatus Batching(ServedVersion version)
    {
        var queue = version.Queue;
        var mayShare = version.Rows.MayShare;
        return new()
        {
            RunTimes = queue.Curve.Times(),
            RowsPerRun = queue.RowsPerRun,
            WaitingRows = queue.Rows,
            MayShareRuns = mayShare,
            WhyNotShared = mayShare ? null : version.Rows.WhyNot,
        };
    }
}
