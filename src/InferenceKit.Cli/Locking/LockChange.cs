namespace InferenceKit.Cli.Locking;

/// <summary>How one version's pin changed, or would.</summary>
/// <param name="Model">The model.</param>
/// <param name="Version">The version.</param>
/// <param name="Before">The digest before; null for one that was added.</param>
/// <param name="After">The digest after; null for one that was removed.</param>
internal sealed record LockChange(string Model, string Version, string? Before, string? After)
{
    public static LockChange Of(ModelLockChange change) => new(change.Id.Name, change.Id.Version.ToString(), change.Before, change.After);
}
