using Microsoft.Extensions.Logging;

namespace InferenceKit.ControlPlane.Repository;

/// <summary>
/// Copies versions into a private folder named by the digest of their content, and loads happen only from there: what
/// was hashed is what is loaded, and whoever may write to the repository cannot change what serves. Equal content is
/// kept once. Thread-safe.
/// </summary>
internal sealed class StagingArea(string? parent, long maxFileBytes, ILogger logger) : IDisposable
{
    private const long SmallBytes = 1 << 19;

    private readonly Dictionary<string, int> _holders = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private StagingFolder? _folder;
    private int _number;
    private bool _isDisposed;

    /// <summary>Stages on the calling thread.</summary>
    /// <param name="repository">Where the version is.</param>
    /// <param name="artifact">The version.</param>
    /// <param name="lowPriority">Runs the hashing of large files.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="IOException">The version cannot be read, is too large, or changed meanwhile.</exception>
    public StagedVersion Stage(
        IModelRepository repository, ModelArtifact artifact, Func<Func<string>, string> lowPriority, CancellationToken cancellationToken)
    {
        var copy = Path.Combine(Folder().Path, $"copy-{Interlocked.Increment(ref _number)}");
        StagingFolder.CreatePrivate(copy);
        try
        {
            // The calling thread is a loader's own: nothing else waits for it.
            var model = repository.MaterializeAsync(artifact, copy, cancellationToken).GetAwaiter().GetResult();
            var files = Check(copy, model);
            var bytes = 0L;
            foreach (var file in files) bytes += file.Length;
            Func<string> hash = () => ContentDigest.Of(copy, files, cancellationToken);
            // What takes a moment is over before a thread of low priority would even get a core.
            var digest = bytes < SmallBytes ? hash() : lowPriority(hash);
            CheckUnchanged(repository, artifact, cancellationToken);
            return Keep(copy, digest, Path.GetRelativePath(copy, model), bytes);
        }
        catch
        {
            Folder().Delete(copy);
            throw;
        }
    }

    public void Release(string digest)
    {
        lock (_lock)
        {
            if (--_holders[digest] > 0) return;
            _holders.Remove(digest);
            if (_folder is { } folder) folder.Delete(Target(folder, digest));
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            _folder?.Dispose();
            _folder = null;
        }
    }

    private StagingFolder Folder()
    {
        lock (_lock)
        {
            if (_isDisposed) throw new IOException("The host is stopping.");
            return _folder ??= new StagingFolder(parent, logger);
        }
    }

    private List<FileInfo> Check(string copy, string model)
    {
        if (!RealPath.IsBelow(RealPath.Of(copy), RealPath.Of(model)) || !File.Exists(model))
            throw new IOException("The repository gave a model file that is not in the folder it was asked to fill.");
        var files = new DirectoryInfo(copy).EnumerateFiles("*", SearchOption.AllDirectories).ToList();
        if (files.Count > VersionContent.MaxFiles) throw new IOException($"It holds more than {VersionContent.MaxFiles} files.");
        foreach (var file in files)
        {
            if (file.LinkTarget is not null) throw new IOException($"'{file.Name}' is a symbolic link.");
            if (file.Length > maxFileBytes)
                throw new IOException($"'{file.Name}' is larger than the limit of {maxFileBytes} bytes (Repository:MaxFileBytes).");
        }
        return files;
    }

    /// <summary>A version copied while somebody wrote it may be half old and half new.</summary>
    private static void CheckUnchanged(IModelRepository repository, ModelArtifact artifact, CancellationToken cancellationToken)
    {
        var now = repository.ListAsync(artifact.Id.Name, cancellationToken).ToBlockingEnumerable(cancellationToken)
            .FirstOrDefault(a => a.Id.Version == artifact.Id.Version);
        if (now?.Fingerprint != artifact.Fingerprint) throw new IOException("Its files changed while they were copied.");
    }

    private StagedVersion Keep(string copy, string digest, string model, long bytes)
    {
        lock (_lock)
        {
            if (_folder is not { } folder) throw new IOException("The host is stopping.");
            var target = Target(folder, digest);
            if (_holders.TryGetValue(digest, out var holders)) folder.Delete(copy);
            else Directory.Move(copy, target);
            _holders[digest] = holders + 1;
            return new(this, digest, target, Path.Combine(target, model), bytes);
        }
    }

    private static string Target(StagingFolder folder, string digest) =>
        Path.Combine(folder.Path, digest[ContentDigest.Prefix.Length..]);
}
