using System.Collections.Immutable;
using InferenceKit.ControlPlane.Versioning;

namespace InferenceKit.ControlPlane.Lifecycle.Status;

/// <summary>A model as the reconcile policy sees it: what is and what should be. Immutable.</summary>
internal sealed record ModelSnapshot
{
    public required ImmutableArray<VersionSnapshot> Versions { get; init; }

    public required DesiredVersions Desired { get; init; }

    /// <summary>The version that traffic goes to.</summary>
    public ModelVersion? Primary { get; init; }

    /// <summary>The last version that traffic went to; outlives its unloading.</summary>
    public ModelVersion? LastGood { get; init; }

    /// <summary>Whether the model was taken out of service by hand.</summary>
    public bool IsUnloadWanted { get; init; }

    public VersionTransition Transition { get; init; }

    /// <summary>Whether a version is being loaded.</summary>
    public bool IsLoading => Versions.Any(v => v.IsLoading);

    /// <summary>Whether versions taken out of service still hold memory.</summary>
    public bool IsDraining { get; init; }

    /// <summary>Memory that all versions of all models are likely to hold, in bytes.</summary>
    public long ResidentBytes { get; init; }

    public long MaxResidentBytes { get; init; } = long.MaxValue;

    public VersionSnapshot? Find(ModelVersion? version) =>
        version is { } wanted ? Versions.FirstOrDefault(v => v.Version == wanted) : null;
}
