using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace InferenceKit.Serving;

/// <summary>
/// The one thing both planes see. The control plane publishes tables by a single reference write; the data plane reads
/// the current one without a lock.
/// </summary>
internal sealed class ServingState
{
    private readonly FrozenDictionary<string, ModelRegistration> _byName;
    private readonly Lock _publish = new();
    private readonly long[] _fellBackAt;
    private ServingTable _current;

    public ServingState(ImmutableArray<ModelRegistration> registrations)
    {
        Registrations = registrations;
        _fellBackAt = new long[registrations.Length];
        Array.Fill(_fellBackAt, long.MinValue);
        _byName = registrations.ToFrozenDictionary(r => r.Name, ModelName.Comparer);
        _current = new(
            [.. registrations.Select(r => new ServedModel(r, new ServingPolicy(), null, [], "loading has not started"))],
            IsShuttingDown: false);
    }

    /// <summary>All registered models, by ordinal.</summary>
    public ImmutableArray<ModelRegistration> Registrations { get; }

    public ServingTable Current => Volatile.Read(ref _current);

    public bool TryFind(string name, [NotNullWhen(true)] out ModelRegistration? registration) =>
        _byName.TryGetValue(name, out registration);

    /// <summary>Notes that a model was answered for by a fallback.</summary>
    /// <param name="registration">The model.</param>
    /// <param name="now">A timestamp.</param>
    public void NoteFallback(ModelRegistration registration, long now) => Volatile.Write(ref _fellBackAt[registration.Ordinal], now);

    /// <summary>When a model was last answered for by a fallback, as a timestamp; null for never.</summary>
    public long? LastFallback(ModelRegistration registration) => Volatile.Read(ref _fellBackAt[registration.Ordinal]) is var at && at == long.MinValue ? null : at;

    /// <summary>Every version that may have requests: those in the table, and those still draining.</summary>
    public ImmutableArray<ServedVersion> LiveVersions { get; private set; } = [];

    /// <summary>Replaces one model's entry. Changes of several models may come from several threads.</summary>
    public void Publish(ModelRegistration registration, Func<ServedModel, ServedModel> change)
    {
        ServedModel before, changed;
        lock (_publish)
        {
            before = _current.Models[registration.Ordinal];
            changed = change(before).WithArms();
            if (changed.Primary is { } primary && changed.Known != primary.Binding) changed = changed with { Known = primary.Binding };
            foreach (var version in changed.Versions) version.Apply(changed.Policy);
            LiveVersions = [.. LiveVersions.Where(v => !v.IsDrained).Union(changed.Versions)];
            Volatile.Write(ref _current, _current.With(changed));
        }
        foreach (var version in changed.Versions) version.UpdateService();
        foreach (var version in before.Versions.Union(changed.Versions)) version.Queue.OnTableChanged();
    }

    /// <summary>Gives every model its policy before anything is loaded: a request that comes now may fall back.</summary>
    public void BeginWith(Func<ModelRegistration, ServingPolicy> policyOf)
    {
        lock (_publish) Volatile.Write(ref _current, _current with { Models = [.. _current.Models.Select(m => m with { Policy = policyOf(m.Registration) })] });
    }

    /// <summary>Refuses new requests from now on.</summary>
    public void BeginShutdown()
    {
        lock (_publish) Volatile.Write(ref _current, _current with { IsShuttingDown = true });
        foreach (var version in LiveVersions) version.Queue.OnTableChanged();
    }
}
