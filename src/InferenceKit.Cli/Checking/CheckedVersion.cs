namespace InferenceKit.Cli.Checking;

/// <summary>The result of the checks of a version. Immutable.</summary>
/// <param name="Model">As its folder is written.</param>
/// <param name="Version">As its folder is written.</param>
/// <param name="Digest">Of what was checked; null when it could not be read.</param>
/// <param name="HasManifest">Whether there is a manifest.</param>
/// <param name="Samples">How many samples it reproduced.</param>
/// <param name="SignedBy">The file of the key that verified the manifest's signature; null when none did, or no key was named.</param>
/// <param name="Locked">The digest that the lock file pins; null when it pins none, or no lock file was named.</param>
/// <param name="Problems">Empty for a version without problems.</param>
internal sealed record CheckedVersion(
    string Model, string Version, string? Digest, bool HasManifest, int Samples, string? SignedBy, string? Locked, IReadOnlyList<VersionProblem> Problems);
