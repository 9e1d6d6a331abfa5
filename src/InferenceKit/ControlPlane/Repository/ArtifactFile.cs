namespace InferenceKit;

/// <summary>One file of a version. Immutable.</summary>
/// <param name="Name">Its path in the version, with '/' between segments.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">The SHA-256 of its content: 64 hexadecimal digits in lower case.</param>
public sealed record ArtifactFile(string Name, long Bytes, string Sha256);
