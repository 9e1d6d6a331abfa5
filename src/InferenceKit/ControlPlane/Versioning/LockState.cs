namespace InferenceKit.ControlPlane.Versioning;

/// <summary>The lock file as it was last read. Immutable.</summary>
/// <param name="Path">Where it is, or would be.</param>
/// <param name="Lock">What it says; where it cannot be used now, what it last said. Null without a lock file.</param>
/// <param name="Error">Why it cannot be used, for people, so that nothing new may be loaded; null when it can, and without a lock file.</param>
internal sealed record LockState(string Path, ModelLock? Lock, string? Error);
