
namespace InferenceKit;

/// <summary>One version of a model as a repository lists it. Immutable.</summary>
public sealed class ModelArtifact
{
    /// <summary>Model and version.</summary>
    public required ModelId Id { get; init; }

    /// <summary>
    /// Changes whenever the content may have changed (names, lengths, times, or a digest); equal while it has not.
    /// </summary>
    public required string Fingerprint { get; init; }

    /// <summary>
    /// What the repository says the content's digest is, as in <c>sha256:…</c>, where it knows without reading all of it; what
    /// is loaded has to have it. Default: null.
    /// </summary>
    public string? Digest { get; init; }

    /// <summary>Bytes of all files together, where known. Default: null.</summary>
    public long? Length { get; init; }

    /// <summary>When a file was last written, where known; a version loads only once its files are stable. Default: null, stable.</summary>
    public DateTimeOffset? LastWritten { get; init; }

    /// <summary>Where it came from, for messages: a path or an address without secrets. Default: null.</summary>
    public string? Location { get; init; }
}
