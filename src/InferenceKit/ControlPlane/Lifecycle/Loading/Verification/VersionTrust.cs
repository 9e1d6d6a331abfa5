using InferenceKit.Configuration;
using InferenceKit.ControlPlane.Lifecycle.Reconciling;
using InferenceKit.ControlPlane.Versioning;
using InferenceKit.Serving;

namespace InferenceKit.ControlPlane.Lifecycle.Loading.Verification;

/// <summary>
/// Applies the lock file and selectors by digest to the choice of one model's versions. Notes for each
/// version what it must be before it may be loaded. One caller at a time.
/// </summary>
internal sealed class VersionTrust(ModelRegistration registration, VersionRecords records, LifecycleContext context)
{
    private VersionDigests? _digests;
    private string? _difference;

    /// <summary>Why the lock file cannot be used; null when it can, and without a lock file.</summary>
    public string? LockError { get; private set; }

    /// <summary>When versions whose digest could not be told are worth another attempt.</summary>
    public DateTimeOffset RetryAt => _digests?.RetryAt ?? DateTimeOffset.MaxValue;

    /// <summary>Whether files still change whose digest decides.</summary>
    public bool AwaitsFiles => _digests?.AwaitsFiles ?? false;

    /// <summary>Chooses, with versions that may not be chosen left out.</summary>
    /// <param name="settings">All settings.</param>
    /// <param name="available">The versions that there are.</param>
    /// <param name="choose">Chooses among versions, with the digests that are known of them; null while none matters.</param>
    /// <param name="cancellationToken">Stops the computing of digests.</param>
    /// <remarks>No async method of its own where nothing has to be computed.</remarks>
    public ValueTask<DesiredVersions> SelectAsync(
        InferenceSettings settings, ModelVersion[] available,
        Func<ModelVersion[], IReadOnlyDictionary<ModelVersion, string>?, DesiredVersions> choose,
        CancellationToken cancellationToken)
    {
        var state = context.Locks.Read(settings);
        LockError = state.Error;
        // A model that is embedded in the code needs no lock: code that can change the one can change the other.
        var isRequired = settings.Trust.RequireLock && !registration.IsEmbedded;
        var locked = new LockedVersions(registration.Name, state, isRequired);
        var selectable = locked.Among(available);
        var desired = choose(selectable, null);
        if (desired.SeeksDigest) return SelectByDigestAsync();
        _digests = null;
        return new(Resolve(desired));

        async ValueTask<DesiredVersions> SelectByDigestAsync()
        {
            _digests ??= new(registration.Name, records, context);
            var known = _digests.Known(selectable, settings.Models[registration.Name], state.Lock);
            desired = choose(selectable, known);
            while (desired.SeeksDigest && await _digests.LearnAsync(selectable, known, settings, cancellationToken).ConfigureAwait(false))
                desired = choose(selectable, known);
            return Resolve(desired.Primary is null && _digests.Problem is { } problem ? desired with { Problem = $"{desired.Problem}; {problem}" } : desired);
        }

        DesiredVersions Resolve(DesiredVersions found)
        {
            records.Update(r => r.Judge(id => LockVerdict.Of(state, isRequired, id), registration.Name, found));
            NoteDifference();
            if (found.Primary is not null || locked.Explain(available) is not { } why) return found;
            return found with { Problem = selectable.Length == 0 && available.Length > 0 ? why : $"{found.Problem}; {why}" };
        }
    }

    /// <summary>What the lock file says against what serves; null when nothing.</summary>
    public string? Difference => _difference;

    private void NoteDifference()
    {
        var difference = records.Read(r => r.DifferenceFromLock());
        var isNew = difference != _difference;
        _difference = difference;
        if (isNew && difference is not null) ControlPlaneLog.ServesOtherThanLocked(context.Logger, registration.Name, difference);
    }
}
