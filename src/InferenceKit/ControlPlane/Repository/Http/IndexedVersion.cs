using System.Collections.Immutable;

namespace InferenceKit.ControlPlane.Repository.Http;

/// <summary>One version as the index has it. Immutable.</summary>
/// <param name="Version">The version.</param>
/// <param name="Digest">That of its files; checked.</param>
/// <param name="Files">In the order of the digest.</param>
internal sealed record IndexedVersion(ModelVersion Version, string Digest, ImmutableArray<IndexedFile> Files)
{
    /// <summary>The digest, and that of the signature, which is no part of it: a new signature is worth another attempt.</summary>
    public string Fingerprint { get; } =
        Files.FirstOrDefault(f => f.File.Name == ArtifactNames.ManifestSignature) is { } signature ? $"{Digest}+{signature.File.Sha256}" : Digest;

    public long Length { get; } = Files.Sum(f => f.File.Bytes);
}
