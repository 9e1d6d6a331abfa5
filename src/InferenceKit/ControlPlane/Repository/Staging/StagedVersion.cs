namespace InferenceKit.ControlPlane.Repository.Staging;

/// <summary>A version's files in the private folder, kept as long as an instance of this is not disposed.</summary>
internal sealed class StagedVersion(StagingArea area, string digest, string root, string modelPath, IReadOnlyList<ArtifactFile> files) : IDisposable
{
    private int _disposed;

    /// <summary>As in <c>sha256:…</c>.</summary>
    public string Digest => digest;

    public string ModelPath => modelPath;

    public IReadOnlyList<ArtifactFile> Files => files;

    public long Bytes { get; } = files.Sum(f => f.Bytes);

    /// <summary>Where a file lies: private, so that it is what was hashed.</summary>
    public string PathOf(string name) => Path.Combine(root, name);

    /// <summary>A message about the copy, in terms of where the version came from, because no person knows the copy.</summary>
    /// <param name="message">What was said while it was loaded.</param>
    /// <param name="location">See <see cref="ModelArtifact.Location"/>.</param>
    public string WithOrigin(string message, string? location)
    {
        var file = Path.GetFileName(modelPath);
        // The location is a file, a folder, or a text for bytes and addresses, which is shown as it is.
        var isFile = location is not null && string.Equals(Path.GetFileName(location), file, StringComparison.OrdinalIgnoreCase);
        var isFolder = location is not null && !isFile && Path.IsPathRooted(location);
        var folder = isFile ? Path.GetDirectoryName(location) : isFolder ? location : null;
        var model = isFile ? location! : isFolder ? Path.Combine(folder!, Path.GetRelativePath(root, modelPath)) : location ?? file;
        message = message.Replace(modelPath, model, StringComparison.Ordinal);
        return string.IsNullOrEmpty(folder)
            ? message.Replace(root + Path.DirectorySeparatorChar, "", StringComparison.Ordinal)
            : message.Replace(root, folder, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        // Once, because each instance counts as one holder of the content.
        if (Interlocked.Exchange(ref _disposed, 1) == 0) area.Release(digest);
    }
}
