using InferenceKit.Runtime;
using InferenceKit.Sessions;

namespace InferenceKit.Configuration;

/// <summary>One model's validated settings: options with defaults applied. Immutable.</summary>
internal sealed record ModelSettings
{
    public required string Name { get; init; }

    /// <summary>The version selector's text; it has been parsed without a problem.</summary>
    public string Version { get; init; } = "latest";

    /// <summary>The keep policy's text; it has been parsed without a problem.</summary>
    public string Keep { get; init; } = "selected";

    /// <summary>How many versions that served before stay loaded.</summary>
    public int KeepPrevious { get; init; } = 1;

    /// <summary>An absolute path to a single model file, or null for the repository.</summary>
    public string? Source { get; init; }

    public bool Required { get; init; } = true;

    public VersionTransition Transition { get; init; } = VersionTransition.AvailabilityPreserving;

    /// <summary>Runs at the same time; null to decide from the run time at warm-up.</summary>
    public int? MaxConcurrency { get; init; }

    /// <summary>The most native memory that a load may take, in bytes; null for a share of what the process may have.</summary>
    public long? MaxLoadBytes { get; init; }

    public ServingPolicy Serving { get; init; } = new();

    public SessionSettings Session { get; init; } = new();
}
