using System.Collections.Immutable;

namespace InferenceKit.Configuration;

/// <summary>The validated snapshot of all options: the only form in which the planes see configuration. Immutable.</summary>
internal sealed record InferenceSettings
{
    public RepositorySettings Repository { get; init; } = new();

    public LifecycleSettings Lifecycle { get; init; } = new();

    /// <summary>Every registered model's settings, by name, ignoring case.</summary>
    public required ImmutableDictionary<string, ModelSettings> Models { get; init; }
}
