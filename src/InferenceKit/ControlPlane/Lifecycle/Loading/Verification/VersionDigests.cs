using InferenceKit.Configuration;
using InferenceKit.ControlPlane.Lifecycle.Reconciling;
using InferenceKit.ControlPlane.Repository.Staging;
using InferenceKit.ControlPlane.Versioning;

namespace InferenceKit.ControlPlane.Lifecycle.Loading.Verification;

/// <summary>
/// The digests of one model's versions, for a selector that names one: what repository, lock file and loaded versions say,
/// else computed once for each content. One caller at a time.
/// </summary>
internal sealed class VersionDigests(string model, VersionRecords records, LifecycleContext context)
{
    private readonly Dictionary<ModelVersion, Computed> _computed = [];

    /// <summary>When a version whose files still change, or could not be read, is worth another attempt.</summary>
    public DateTimeOffset RetryAt { get; private set; } = DateTimeOffset.MaxValue;

    /// <summary>Whether files are still changing, so that there may be more to know soon.</summary>
    public bool AwaitsFiles { get; private set; }

    /// <summary>Why digests cannot be told, for people; null when all can or could.</summary>
    public string? Problem =>
        _computed.Where(c => c.Value.Problem is not null).OrderByDescending(c => c.Key).Select(c => (KeyValuePair<ModelVersion, Computed>?)c).FirstOrDefault() is { } first
            ? $"the digest of version {first.Key} cannot be told: {first.Value.Problem!.TrimEnd('.')}"
            : null;

    /// <summary>All that is known without reading anything; the caller's to add to.</summary>
    public Dictionary<ModelVersion, string> Known(ModelVersion[] versions, ModelSettings settings, ModelLock? pins)
    {
        (RetryAt, AwaitsFiles) = (DateTimeOffset.MaxValue, false);
        foreach (var version in _computed.Keys.Except(versions).ToList()) _computed.Remove(version);
        var known = new Dictionary<ModelVersion, string>();
        records.Update(r =>
        {
            foreach (var version in versions)
                if (Find(r[version], settings, pins) is { } digest) known[version] = digest;
        });
        return known;
    }

    /// <summary>Computes the digest of one more version, the highest first.</summary>
    /// <returns>Whether one was added.</returns>
    public async ValueTask<bool> LearnAsync(
        ModelVersion[] versions, Dictionary<ModelVersion, string> known, InferenceSettings settings, CancellationToken cancellationToken)
    {
        foreach (var version in versions.Where(v => !known.ContainsKey(v)).OrderDescending())
        {
            var (listed, stableAt) = records.Read(r => (r[version].Artifact, r[version].StableAt(settings.Repository.SettleTime)));
            if (listed is not { } artifact) continue;
            var now = context.Time.GetUtcNow();
            var last = _computed.GetValueOrDefault(version) is { } computed && computed.Fingerprint == artifact.Fingerprint ? computed : null;
            if (stableAt > now) AwaitsFiles = true;
            var due = last is not null && last.RetryAt > stableAt ? last.RetryAt : stableAt;
            if (due > now)
            {
                if (due < RetryAt) RetryAt = due;
                continue;
            }
            _computed[version] = await ComputeAsync(artifact, settings, last?.Failures ?? 0, cancellationToken).ConfigureAwait(false);
            if (_computed[version].Digest is { } digest)
            {
                known[version] = digest;
                return true;
            }
            if (_computed[version].RetryAt < RetryAt) RetryAt = _computed[version].RetryAt;
        }
        return false;
    }

    private string? Find(VersionRecord record, ModelSettings settings, ModelLock? pins)
    {
        // In service, but no longer in the repository.
        if (record.Artifact is not { } artifact) return (record.Serving ?? record.Loaded)?.Digest;
        if (artifact.Digest?.ToLowerInvariant() is { } claimed && ContentDigest.IsValid(claimed)) return claimed;
        if (pins?.Find(model, record.Version) is { } pinned) return pinned;
        if ((record.Serving ?? record.Loaded) is { } loaded && loaded.Key == LoadKey.Of(artifact, settings)) return loaded.Digest;
        return _computed.GetValueOrDefault(record.Version) is { } computed && computed.Fingerprint == artifact.Fingerprint ? computed.Digest : null;
    }

    private async Task<Computed> ComputeAsync(ModelArtifact artifact, InferenceSettings settings, int failures, CancellationToken cancellationToken)
    {
        try
        {
            var digest = await context.Digests.ComputeAsync(artifact, context.IsBesideTraffic, cancellationToken).ConfigureAwait(false);
            return new(artifact.Fingerprint, digest, null, 0, DateTimeOffset.MinValue);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            var retryAt = context.Time.GetUtcNow() + RetrySchedule.DelayAfter(settings.Lifecycle.RetryDelay, failures + 1);
            return new(artifact.Fingerprint, null, e.Message, failures + 1, retryAt);
        }
    }

    private sealed record Computed(string Fingerprint, string? Digest, string? Problem, int Failures, DateTimeOffset RetryAt);
}
