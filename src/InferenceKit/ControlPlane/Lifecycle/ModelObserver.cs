using InferenceKit.Configuration;
using InferenceKit.ControlPlane.Repository;
using InferenceKit.ControlPlane.State;
using InferenceKit.ControlPlane.Versioning;
using InferenceKit.Runtime;

namespace InferenceKit.ControlPlane.Lifecycle;

/// <summary>
/// Looks at everything that decides over one model: settings, edits, the repository. What cannot be read stays as it
/// was last read. One caller at a time.
/// </summary>
internal sealed class ModelObserver(ModelRegistration registration, VersionRecords records, LifecycleContext context)
{
    private static readonly Dictionary<string, ModelVersion> NoAliases = [];

    private readonly VersionTrust _trust = new(registration, records, context);
    private ModelEdits _edits = ModelEdits.None;
    private bool _isListingStale = true;
    private string? _noVersions;
    private int _failures;
    private DateTimeOffset _retryAt = DateTimeOffset.MaxValue;

    /// <summary>The lock file's part.</summary>
    public VersionTrust Trust => _trust;

    /// <summary>Why the repository could not be read; null when it could.</summary>
    public string? RepositoryError { get; private set; }

    /// <summary>Why the state could not be read; null when it could.</summary>
    public string? StateError { get; private set; }

    /// <summary>When an unreadable repository is worth another look.</summary>
    public DateTimeOffset RetryAt => _trust.RetryAt < _retryAt ? _trust.RetryAt : _retryAt;

    /// <summary>The repository may have changed.</summary>
    public void MarkListingStale() => Volatile.Write(ref _isListingStale, true);

    public async ValueTask<ModelView> LookAsync(CancellationToken cancellationToken)
    {
        var settings = context.Settings.Current;
        var model = settings.Models[registration.Name];
        await ReadEditsAsync(cancellationToken).ConfigureAwait(false);
        if (Volatile.Read(ref _isListingStale)) await ListAsync(settings, cancellationToken).ConfigureAwait(false);
        var desired = await _trust.SelectAsync(
            settings, records.Read(r => r.Available), (available, digests) => Resolve(model, available, digests), cancellationToken).ConfigureAwait(false);
        return new(settings, model, _edits, desired);
    }

    private async ValueTask ReadEditsAsync(CancellationToken cancellationToken)
    {
        try
        {
            _edits = await context.Edits.ReadAsync(registration.Name, cancellationToken).ConfigureAwait(false);
            StateError = null;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            if (StateError != e.Message) ControlPlaneLog.StateUnreadable(context.Logger, e, registration.Name, e.Message);
            StateError = e.Message;
        }
    }

    private async ValueTask ListAsync(InferenceSettings settings, CancellationToken cancellationToken)
    {
        // Before the look: a change during it is looked at once more.
        Volatile.Write(ref _isListingStale, false);
        try
        {
            var artifacts = new List<ModelArtifact>();
            await foreach (var artifact in context.Repository.ListAsync(registration.Name, cancellationToken).ConfigureAwait(false))
                artifacts.Add(artifact ?? throw new InvalidDataException("The repository listed null."));
            records.Update(r => r.See(artifacts, context.Time.GetUtcNow()));
            _noVersions = artifacts.Count == 0 ? (context.Repository as IRepositoryPlace)?.ExplainNone(registration.Name) : null;
            (RepositoryError, _retryAt, _failures) = (null, DateTimeOffset.MaxValue, 0);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            if (RepositoryError != e.Message) ControlPlaneLog.RepositoryUnreadable(context.Logger, e, registration.Name, e.Message);
            RepositoryError = e.Message;
            _retryAt = context.Time.GetUtcNow() + RetrySchedule.DelayAfter(settings.Lifecycle.RetryDelay, ++_failures);
        }
    }

    private DesiredVersions Resolve(ModelSettings model, ModelVersion[] available, IReadOnlyDictionary<ModelVersion, string>? digests)
    {
        // Both have been validated with the settings.
        _ = VersionSelector.TryParse(model.Version, out var selector, out _);
        _ = KeepPolicy.TryParse(model.Keep, out var keep);
        ModelVersion? pinned = ModelVersion.TryParse(_edits.Pinned, null, out var version) ? version : null;
        var desired = VersionResolver.Resolve(available, selector ?? VersionSelector.Latest, keep, NoAliases, pinned, digests);
        return available.Length == 0 && _noVersions is not null ? desired with { Problem = _noVersions } : desired;
    }
}
