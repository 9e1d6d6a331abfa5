using System.Collections.Immutable;

namespace InferenceKit;

/// <summary>A model as it was when asked for. Immutable.</summary>
public sealed class ModelStatus
{
    /// <summary>The model's name.</summary>
    public required string Name { get; init; }

    /// <summary>Whether a version serves.</summary>
    public bool IsReady { get; init; }

    /// <summary>The version that traffic goes to; null while none is ready.</summary>
    public ModelVersion? Primary { get; init; }

    /// <summary>What decides the version now: the configured selector, or an edit by hand, for people.</summary>
    public required string Desired { get; init; }

    /// <summary>
    /// What decides, by precedence: an edit by hand (<see cref="IModelLifecycle.LoadAsync"/>, <see cref="IModelLifecycle.UnloadAsync"/>, a
    /// rollback of what no alias decides), then the configured selector, whose aliases come from the state.
    /// </summary>
    public VersionDecision DecidedBy { get; init; }

    /// <summary>The alias of the selector that decided; null when something else did.</summary>
    public string? DecidingAlias { get; init; }

    /// <summary>Versions by alias, as the state has them; empty when none was set.</summary>
    public IReadOnlyDictionary<string, ModelVersion> Aliases { get; init; } = ImmutableSortedDictionary<string, ModelVersion>.Empty;

    /// <summary>The versions that served before the present one, latest first: what rollbacks go back to.</summary>
    public IReadOnlyList<ModelVersion> PreviousVersions { get; init; } = [];

    /// <summary>The last edits, latest last; at most 100.</summary>
    public IReadOnlyList<ModelAuditRecord> Audit { get; init; } = [];

    /// <summary>Whether a change, as of a rollback, is in effect here and not in the state store yet; other hosts do not see it so far.</summary>
    public bool IsStatePending { get; init; }

    /// <summary>How its requests are split and mirrored, and where each value comes from; null without variants and shadows.</summary>
    public TrafficStatus? Traffic { get; init; }

    /// <summary>All versions known, highest first.</summary>
    public required IReadOnlyList<ModelVersionStatus> Versions { get; init; }

    /// <summary>Why the model is not as desired, for people: an unreadable repository, a failed load; null when it is.</summary>
    public string? Error { get; init; }
}
