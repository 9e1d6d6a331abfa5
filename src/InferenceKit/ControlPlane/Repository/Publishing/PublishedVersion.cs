namespace InferenceKit;

/// <summary>A version that <see cref="ModelPublisher"/> has written. Immutable.</summary>
public sealed class PublishedVersion
{
    internal PublishedVersion(ModelId id, string digest, string path, ModelManifest manifest)
    {
        Id = id;
        Digest = digest;
        Path = path;
        Manifest = manifest;
    }

    /// <summary>Model and version.</summary>
    public ModelId Id { get; }

    /// <summary>The digest of its files, as in <c>sha256:…</c>: the one that the status of the version shows and a lock file pins.</summary>
    public string Digest { get; }

    /// <summary>The version's folder.</summary>
    public string Path { get; }

    /// <summary>What its <c>manifest.json</c> says.</summary>
    public ModelManifest Manifest { get; }
}
