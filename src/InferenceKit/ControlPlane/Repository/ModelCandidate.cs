namespace InferenceKit;

/// <summary>A version that was copied and hashed and is to be loaded next. Immutable.</summary>
public sealed class ModelCandidate
{
    /// <summary>Model and version.</summary>
    public required ModelId Id { get; init; }

    /// <summary>The digest of its files, as in <c>sha256:…</c>.</summary>
    public required string Digest { get; init; }

    /// <summary>The bytes of its <c>manifest.json</c>; null when it has none. Its files have been held against it.</summary>
    public ReadOnlyMemory<byte>? Manifest { get; init; }

    /// <summary>The bytes of its <c>manifest.json.sig</c>; null when it has none.</summary>
    public ReadOnlyMemory<byte>? Signature { get; init; }
}
