namespace InferenceKit.ControlPlane.Repository;

/// <summary>A version's files in the private folder, kept as long as anybody holds one of these.</summary>
internal sealed class StagedVersion(StagingArea area, string digest, string modelPath, long bytes) : IDisposable
{
    private int _disposed;

    /// <summary>As in <c>sha256:…</c>.</summary>
    public string Digest => digest;

    public string ModelPath => modelPath;

    public long Bytes => bytes;

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0) area.Release(digest);
    }
}
