namespace InferenceKit;

/// <summary>A variant or a shadow, as it was when asked for. Immutable.</summary>
public sealed class TrafficArmStatus
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its part of the traffic in percent, as allocated in slots of 0.01; of a shadow, its sample.</summary>
    public double Percent { get; init; }

    /// <summary>Where that comes from: configuration, or an edit by hand (<see cref="IModelLifecycle.SetTrafficAsync"/>).</summary>
    public VersionDecision DecidedBy { get; init; }

    /// <summary>The version that its selector found; null where none was found, and for another model.</summary>
    public ModelVersion? Version { get; init; }

    /// <summary>The other model that it is; null for a version of this one.</summary>
    public string? Model { get; init; }

    /// <summary>Whether requests reach it now.</summary>
    public bool IsReady { get; init; }

    /// <summary>Why they do not, for people; null when they do.</summary>
    public string? Problem { get; init; }
}
