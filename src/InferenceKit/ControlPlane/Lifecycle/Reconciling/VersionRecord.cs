using System.Globalization;
using InferenceKit.Configuration;
using InferenceKit.ControlPlane.Lifecycle.Loading;
using InferenceKit.ControlPlane.Versioning;
using InferenceKit.Serving;

namespace InferenceKit.ControlPlane.Lifecycle.Reconciling;

/// <summary>What is known of one version. Its owner, <see cref="VersionRecords"/>, guards it with a lock.</summary>
/// <remarks>
/// <code>
///                  load           session made         published          unpublished         no lease left
///   Discovered ----------> Loading ----------> WarmingUp ----------> Ready ----------> Draining ----------> Unloaded
///       ^  ^                 |                    |
///       |  |   retry due,    v                    v
///       |  +-- new content - Failed &lt;-------------+
///       +--------------------------------------------------------------------------------- wanted again ------+
/// </code>
/// A version that serves stays Ready while its new content loads, and when that fails.
/// </remarks>
internal sealed class VersionRecord(ModelVersion version)
{
    public ModelVersion Version { get; } = version;

    /// <summary>As the repository last listed it; null when it is no longer listed.</summary>
    public ModelArtifact? Artifact { get; private set; }

    /// <summary>Since when the files have been the same.</summary>
    public DateTimeOffset StillSince { get; private set; }

    /// <summary>Loading or warming up, while it does.</summary>
    public ModelVersionState? Progress { get; set; }

    /// <summary>Loaded, not yet published.</summary>
    public LoadedVersion? Loaded { get; set; }

    /// <summary>In the serving table.</summary>
    public LoadedVersion? Serving { get; set; }

    /// <summary>How many instances of it wait for their last lease.</summary>
    public int Draining { get; set; }

    /// <summary>Instances that traffic has left, and that stuck runs keep from being freed.</summary>
    public List<ServedVersion> HeldByStuckRuns { get; } = [];

    public bool WasUnloaded { get; set; }

    public VersionFailure? Failure { get; set; }

    /// <summary>What it has to be before it may be loaded, as last observed.</summary>
    public LockVerdict Verdict { get; set; } = LockVerdict.None;

    /// <summary>Notes what a listing of the repository found.</summary>
    public void See(ModelArtifact? artifact, DateTimeOffset now)
    {
        if (artifact?.Fingerprint != Artifact?.Fingerprint) StillSince = now;
        Artifact = artifact;
    }

    /// <summary>From when on the files count as stable: unchanged for long enough by their own times, or by what was seen.</summary>
    public DateTimeOffset StableAt(TimeSpan settleTime)
    {
        if (Artifact?.LastWritten is not { } written) return DateTimeOffset.MinValue;
        // The earlier of the two: files with times of a clock that is ahead must not keep a version out for ever.
        var (byTimes, bySight) = (written + settleTime, StillSince + settleTime);
        return byTimes < bySight ? byTimes : bySight;
    }

    /// <summary>The failure of just this content with these settings.</summary>
    public VersionFailure? FailureOf(ModelSettings settings) =>
        Artifact is { } artifact && Failure is { } failure && failure.Key == FailureKey(settings) ? failure : null;

    /// <summary>
    /// What a failure is a failure of: content, settings and what was asked of it. Unlike what a loaded version was made from, which
    /// stays what it is when a lock file comes.
    /// </summary>
    public string FailureKey(ModelSettings settings) => string.Create(CultureInfo.InvariantCulture, $"{LoadKey.Of(Artifact!, settings)}{Verdict.Key}|{settings.MaxLoadBytes}");

    public ModelVersionState State =>
        Serving is not null ? ModelVersionState.Ready
        : Progress is { } progress ? progress
        : Loaded is not null ? ModelVersionState.WarmingUp
        : Draining > 0 || HeldByStuckRuns.Count > 0 ? ModelVersionState.Draining
        : Failure is not null ? ModelVersionState.Failed
        : WasUnloaded ? ModelVersionState.Unloaded
        : ModelVersionState.Discovered;

    /// <summary>Whether there is no reason to remember it.</summary>
    public bool IsForgettable => Artifact is null && Serving is null && Loaded is null && Draining == 0 && HeldByStuckRuns.Count == 0 && Progress is null;
}
