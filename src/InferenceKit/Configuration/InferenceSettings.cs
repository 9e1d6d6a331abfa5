using System.Collections.Immutable;

namespace InferenceKit.Configuration;

/// <summary>The validated snapshot of all options: the only form in which the planes see configuration. Immutable.</summary>
internal sealed record InferenceSettings
{
    public RepositorySettings Repository { get; init; } = new();

    public StateSettings State { get; init; } = new();

    public TrustSettings Trust { get; init; } = new();

    public LifecycleSettings Lifecycle { get; init; } = new();

    /// <summary>Every registered model's settings, by name, ignoring case.</summary>
    public required ImmutableDictionary<string, ModelSettings> Models { get; init; }

    /// <summary>Compares contents, so that a reload that changes nothing can be told.</summary>
    public bool Equals(InferenceSettings? other) =>
        other is not null && Repository == other.Repository && State == other.State && Trust == other.Trust && Lifecycle == other.Lifecycle
        && Models.Count == other.Models.Count
        && Models.All(m => other.Models.TryGetValue(m.Key, out var model) && model == m.Value);

    public override int GetHashCode() => HashCode.Combine(Repository, Lifecycle, Models.Count);
}
