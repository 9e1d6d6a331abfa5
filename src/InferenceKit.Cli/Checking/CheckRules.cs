using InferenceKit.Configuration;
using InferenceKit.ControlPlane.Versioning;

namespace InferenceKit.Cli.Checking;

/// <summary>The lock file and the keys that versions are checked with. Immutable.</summary>
/// <param name="Lock">The lock file as read; null when none was named.</param>
/// <param name="Trust">Keys for signatures; without keys, no signature is required.</param>
internal sealed record CheckRules(LockState? Lock, TrustSettings Trust)
{
    public static CheckRules None { get; } = new(null, new());

    /// <exception cref="IOException">The lock file or a key cannot be read.</exception>
    /// <exception cref="InvalidDataException">The file is not a lock file.</exception>
    public static CheckRules Read(string? lockFile, IReadOnlyCollection<string> keys) =>
        new(lockFile is null ? null : PinnedVersions.Read(lockFile), TrustedKeys.Read(keys));
}
