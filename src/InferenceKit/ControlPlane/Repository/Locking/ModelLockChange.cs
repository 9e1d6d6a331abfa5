namespace InferenceKit;

/// <summary>How one version's pin in a lock file changed. Immutable.</summary>
/// <param name="Id">Model and version.</param>
/// <param name="Before">The digest that was pinned; null for a version that was added.</param>
/// <param name="After">The digest that is pinned now; null for a version that was removed.</param>
public sealed record ModelLockChange(ModelId Id, string? Before, string? After);
