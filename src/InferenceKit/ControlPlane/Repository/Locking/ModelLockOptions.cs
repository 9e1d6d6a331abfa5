namespace InferenceKit;

/// <summary>What an update of a lock file may do.</summary>
public sealed class ModelLockOptions
{
    /// <summary>The models to check, ignoring case; the pins of others stay. <value>Default: null, all that there are.</value></summary>
    public IReadOnlyCollection<string>? Models { get; init; }

    /// <summary>
    /// Whether a version that is pinned may get another digest. Without, one whose content changed is an error and nothing is
    /// written: that a pin never changes silently is what it is for. <value>Default: false.</value>
    /// </summary>
    public bool AllowChanges { get; init; }

    /// <summary>Whether versions that are no longer there lose their pin. <value>Default: false.</value></summary>
    public bool Prune { get; init; }

    /// <summary>Whether only to say what would change, and write nothing. <value>Default: false.</value></summary>
    public bool DryRun { get; init; }

    internal bool Covers(string model) => Models is null || Models.Contains(model, ModelName.Comparer);
}
