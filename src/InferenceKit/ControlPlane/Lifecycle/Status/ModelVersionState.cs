namespace InferenceKit;

/// <summary>Where a version stands in its life.</summary>
public enum ModelVersionState
{
    /// <summary>In the repository; not wanted, or its load has not begun.</summary>
    Discovered,
    /// <summary>Being staged, or its session made.</summary>
    Loading,
    /// <summary>Loaded; runs on made-up rows before it gets traffic.</summary>
    WarmingUp,
    /// <summary>In service.</summary>
    Ready,
    /// <summary>Out of the serving table; waits for the requests that still use it.</summary>
    Draining,
    /// <summary>Its memory is freed.</summary>
    Unloaded,
    /// <summary>Could not be loaded; see <see cref="ModelVersionStatus.Error"/>.</summary>
    Failed,
}
