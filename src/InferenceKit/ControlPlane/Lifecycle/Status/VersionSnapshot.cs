namespace InferenceKit.ControlPlane.Lifecycle.Status;

/// <summary>A version as the reconcile policy sees it. Immutable.</summary>
/// <param name="Version">The version.</param>
internal sealed record VersionSnapshot(ModelVersion Version)
{
    /// <summary>Whether the repository has it.</summary>
    public bool IsAvailable { get; init; } = true;

    /// <summary>Whether its files have stopped changing.</summary>
    public bool IsStable { get; init; } = true;

    /// <summary>Being loaded now.</summary>
    public bool IsLoading { get; init; }

    /// <summary>Loaded, and not yet in the serving table.</summary>
    public bool IsLoaded { get; init; }

    /// <summary>In the serving table.</summary>
    public bool IsServing { get; init; }

    /// <summary>Whether what serves was loaded from the content and the settings of now.</summary>
    public bool IsCurrent { get; init; } = true;

    /// <summary>Whether this content with these settings could not be loaded.</summary>
    public bool HasFailed { get; init; }

    /// <summary>Whether enough time has passed since it failed.</summary>
    public bool IsRetryDue { get; init; }

    /// <summary>Whether it may not be loaded, whatever it holds; of one that is loaded and does not serve yet, whether it may not serve.</summary>
    public bool IsRefused { get; init; }

    /// <summary>Memory it is likely to need, in bytes.</summary>
    public long EstimatedBytes { get; init; }

    /// <summary>Whether a load is called for, if the version is wanted.</summary>
    public bool NeedsLoad => IsAvailable && !IsLoading && !(IsServing && IsCurrent);
}
