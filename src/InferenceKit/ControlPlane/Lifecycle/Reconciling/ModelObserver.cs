using InferenceKit.Configuration;
using InferenceKit.ControlPlane.Lifecycle.Loading.Verification;
using InferenceKit.ControlPlane.Repository;
using InferenceKit.ControlPlane.State;
using InferenceKit.ControlPlane.Versioning;
using InferenceKit.Serving;
using InferenceKit.Serving.Resilience;
using InferenceKit.Serving.Traffic;

namespace InferenceKit.ControlPlane.Lifecycle.Reconciling;

/// <summary>
/// Reads everything that decides over one model: settings, edits, the repository. What cannot be read stays as it
/// was last read. One caller at a time.
/// </summary>
internal sealed class ModelObserver(
    ModelRegistration registration, VersionRecords records, EditsOverlay edits, HeldVersions held, LifecycleContext context)
{
    private static readonly Dictionary<string, ModelVersion> NoAliases = [];

    private readonly VersionTrust _trust = new(registration, records, context);
    private readonly TrafficAllocator _allocator = new(edits);
    private bool _isListingStale = true;
    private bool _isStateStale = true;
    private string? _noVersions;
    private DateTimeOffset _listRetryAt = DateTimeOffset.MaxValue;
    private DateTimeOffset _stateRetryAt = DateTimeOffset.MaxValue;
    private int _failures;
    private int _stateFailures;

    /// <summary>The lock file's part.</summary>
    public VersionTrust Trust => _trust;

    /// <summary>Why the repository could not be read; null when it could.</summary>
    public string? RepositoryError { get; private set; }

    /// <summary>Why the state could not be read; null when it could.</summary>
    public string? StateError { get; private set; }

    /// <summary>When what could not be read is worth another attempt, or a ramp of traffic takes a step.</summary>
    public DateTimeOffset RetryAt => Earliest(_listRetryAt, Earliest(_stateRetryAt, Earliest(_trust.RetryAt, NextStep)));

    private DateTimeOffset NextStep => _allocator.NextStep(context.Settings.Current.Models[registration.Name].Serving.Traffic);

    /// <summary>The repository may have changed.</summary>
    public void MarkListingStale() => Volatile.Write(ref _isListingStale, true);

    /// <summary>The state may have changed.</summary>
    public void MarkStateStale() => Volatile.Write(ref _isStateStale, true);

    public async ValueTask<ModelView> ObserveAsync(CancellationToken cancellationToken)
    {
        var settings = context.Settings.Current;
        var model = settings.Models[registration.Name];
        if (Volatile.Read(ref _isStateStale)) await ReadEditsAsync(settings, cancellationToken).ConfigureAwait(false);
        if (Volatile.Read(ref _isListingStale)) await ListAsync(settings, cancellationToken).ConfigureAwait(false);
        var traffic = _allocator.Update(model.Serving.Traffic, context.Time.GetUtcNow());
        var effective = edits.Effective;
        ModelVersion? pinned = ModelVersion.TryParse(effective.Pinned, null, out var version) ? version : null;
        var aliases = Aliases(effective);
        var available = records.Read(r => r.AvailableOr(v => v == pinned || aliases.ContainsValue(v)));
        var desired = await _trust.SelectAsync(
            settings, available, (among, digests) => Resolve(model, among, aliases, pinned, digests), cancellationToken).ConfigureAwait(false);
        desired = effective.Unloaded ? new(null, [], null) : desired with { Retained = RetainedVersions.Of(effective, desired, model.KeepPrevious) };
        return new(settings, model, effective, held.Add(desired, available), traffic);
    }

    private async ValueTask ReadEditsAsync(InferenceSettings settings, CancellationToken cancellationToken)
    {
        // Cleared before the read: a change during it causes another read.
        Volatile.Write(ref _isStateStale, false);
        try
        {
            edits.Take(await context.Edits.ReadAsync(registration.Name, cancellationToken).ConfigureAwait(false));
            (StateError, _stateRetryAt, _stateFailures) = (null, DateTimeOffset.MaxValue, 0);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            var before = StateError;
            StateError = e.Message;
            _stateRetryAt = context.Time.GetUtcNow() + RetrySchedule.DelayAfter(settings.Lifecycle.RetryDelay, ++_stateFailures);
            if (before != StateError) ControlPlaneLog.StateUnreadable(context.Logger, e, registration.Name, e.Message);
        }
    }

    private async ValueTask ListAsync(InferenceSettings settings, CancellationToken cancellationToken)
    {
        // Cleared before the listing: a change during it causes another listing.
        Volatile.Write(ref _isListingStale, false);
        try
        {
            var artifacts = new List<ModelArtifact>();
            await foreach (var artifact in context.Repository.ListAsync(registration.Name, cancellationToken).ConfigureAwait(false))
                artifacts.Add(artifact ?? throw new InvalidDataException("The repository listed null."));
            records.Update(r => r.See(artifacts, context.Time.GetUtcNow()));
            _noVersions = artifacts.Count == 0 ? (context.Repository as IRepositoryLocation)?.ExplainNone(registration.Name) : null;
            (RepositoryError, _listRetryAt, _failures) = (null, DateTimeOffset.MaxValue, 0);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            var before = RepositoryError;
            RepositoryError = e.Message;
            _listRetryAt = context.Time.GetUtcNow() + RetrySchedule.DelayAfter(settings.Lifecycle.RetryDelay, ++_failures);
            if (before != RepositoryError) ControlPlaneLog.RepositoryUnreadable(context.Logger, e, registration.Name, e.Message);
        }
    }

    private DesiredVersions Resolve(
        ModelSettings model, ModelVersion[] available, Dictionary<string, ModelVersion> aliases, ModelVersion? pinned,
        IReadOnlyDictionary<ModelVersion, string>? digests)
    {
        // Both have been validated with the settings.
        _ = VersionSelector.TryParse(model.Version, out var selector, out _);
        _ = KeepPolicy.TryParse(model.Keep, out var keep);
        var desired = VersionResolver.Resolve(available, selector ?? VersionSelector.Latest, keep, aliases, pinned, digests);
        if (model.Serving.Fallback is { } chain)
        {
            desired = VersionResolver.AddBeside(desired, [.. chain.Steps.Select(SelectorOf)], available, aliases, digests, out var fallbacks);
            desired = desired with { Fallbacks = fallbacks };
        }
        if (model.Serving.Traffic is { } traffic)
        {
            desired = VersionResolver.AddBeside(desired, [.. traffic.Variants.Select(v => SelectorOf(v.Target))], available, aliases, digests, out var variants);
            desired = VersionResolver.AddBeside(desired, [.. traffic.Shadows.Select(s => SelectorOf(s.Target))], available, aliases, digests, out var shadows);
            desired = desired with { Variants = variants, Shadows = shadows };
        }
        return available.Length == 0 && _noVersions is not null ? desired with { Problem = _noVersions } : desired;
    }

    private static VersionSelector? SelectorOf(FallbackStep step) =>
        step.Kind == FallbackKind.Version && VersionSelector.TryParse(step.Name, out var selector, out _) ? selector : null;

    private static VersionSelector? SelectorOf(RouteTarget target) =>
        target.Version is { } text && VersionSelector.TryParse(text, out var selector, out _) ? selector : null;

    private static DateTimeOffset Earliest(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    private static Dictionary<string, ModelVersion> Aliases(ModelEdits effective)
    {
        if (effective.Aliases is not { Count: > 0 } texts) return NoAliases;
        var aliases = new Dictionary<string, ModelVersion>(texts.Count, StringComparer.Ordinal);
        foreach (var (alias, text) in texts)
            if (ModelVersion.TryParse(text, null, out var version)) aliases[alias] = version;
        return aliases;
    }
}
