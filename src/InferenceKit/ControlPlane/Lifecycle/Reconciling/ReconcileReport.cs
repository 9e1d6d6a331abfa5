using InferenceKit.ControlPlane.State;
using InferenceKit.ControlPlane.Versioning;

namespace InferenceKit.ControlPlane.Lifecycle.Reconciling;

/// <summary>How a model stood when one pass of its loop had done all it could. Immutable.</summary>
internal sealed record ReconcileReport
{
    public required int Pass { get; init; }

    public ModelEdits Edits { get; init; } = ModelEdits.None;

    public DesiredVersions Desired { get; init; } = new(null, [], null);

    public ModelVersion? Primary { get; init; }

    /// <summary>Whether the primary serves the content and the settings of now.</summary>
    public bool IsCurrent { get; init; }

    /// <summary>The versions in the repository, as last seen.</summary>
    public IReadOnlyCollection<ModelVersion> Available { get; init; } = [];

    /// <summary>Whether it goes on by itself, soon: files become stable, memory becomes free.</summary>
    public bool IsWaiting { get; init; }

    /// <summary>Why the repository could not be read; null when it could.</summary>
    public string? RepositoryError { get; init; }

    /// <summary>Why the state could not be read; null when it could.</summary>
    public string? StateError { get; init; }

    /// <summary>Of the wanted versions.</summary>
    public IReadOnlyList<VersionFailure> Failures { get; init; } = [];

    /// <summary>Why the model is not as desired, for people.</summary>
    public string? Problem { get; init; }

    /// <summary>Whether <see cref="Problem"/> needs the attention of a person.</summary>
    public bool IsTrouble => RepositoryError is not null || StateError is not null || !(Edits.Unloaded || (IsWaiting && Failures.Count == 0));

    /// <summary>Whether traffic goes where it should.</summary>
    public bool IsAsDesired => Edits.Unloaded ? Primary is null : Primary is not null && Primary == Desired.Primary && IsCurrent;
}
