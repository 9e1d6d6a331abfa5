namespace InferenceKit.Cli.Listing;

/// <summary>One version, as its folder shows it. Immutable.</summary>
/// <param name="Version">As its folder is written.</param>
/// <param name="Bytes">All files together.</param>
/// <param name="Files">How many.</param>
/// <param name="Digest">As computed, or else as the manifest's entries make it, unchecked; null without either.</param>
/// <param name="HasManifest">Whether there is a manifest.</param>
/// <param name="IsSigned">Whether the manifest has a signature, by whomever.</param>
/// <param name="Locked">The digest that the lock file pins; null when it pins none, or no lock file was named.</param>
/// <param name="Problem">Why it cannot be a version, or not the one that is pinned; null when it can.</param>
internal sealed record ListedVersion(
    string Version, long Bytes, int Files, string? Digest, bool HasManifest, bool IsSigned, string? Locked, string? Problem);
