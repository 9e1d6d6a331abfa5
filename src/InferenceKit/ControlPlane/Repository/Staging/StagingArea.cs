using InferenceKit.ControlPlane.Repository.Files;
using Microsoft.Extensions.Logging;

namespace InferenceKit.ControlPlane.Repository.Staging;

/// <summary>
/// Copies versions into a private folder named by the digest of their content, and loads happen only from there: what
/// was hashed is what is loaded, and a writer of the repository cannot change what serves. Equal content is
/// kept once. Thread-safe.
/// </summary>
internal sealed class StagingArea(string? parent, long maxFileBytes, ILogger logger) : IDisposable
{
    private readonly Dictionary<string, int> _holders = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private StagingFolder? _folder;
    private int _number;
    private bool _isDisposed;

    /// <summary>Stages on the calling thread.</summary>
    /// <param name="repository">Where the version is.</param>
    /// <param name="artifact">The version.</param>
    /// <param name="runLong">Runs the copying of large files.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="IOException">The version cannot be read, is too large, or changed meanwhile.</exception>
    public StagedVersion Stage(
        IModelRepository repository, ModelArtifact artifact, Func<Func<long>, long> runLong, CancellationToken cancellationToken)
    {
        // A folder for each copy, because loads of several models stage at the same time, perhaps with the same content.
        var copy = Path.Combine(Folder().Path, $"copy-{Interlocked.Increment(ref _number)}");
        StagingFolder.CreatePrivate(copy);
        try
        {
            var writer = new ArtifactWriter(copy, maxFileBytes) { RunLong = runLong };
            // Blocks the calling thread, which belongs to one load: nothing else waits for it.
            repository.MaterializeAsync(artifact, writer, cancellationToken).GetAwaiter().GetResult();
            var model = ModelFile.Choose([.. writer.Files.Select(f => f.Name)]);
            CheckUnchanged(repository, artifact, cancellationToken);
            ExternalFiles.CheckBeside(Path.Combine(copy, model));
            return Keep(copy, writer, model);
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

    /// <summary>A version that was written while it was copied may be half old and half new.</summary>
    private static void CheckUnchanged(IModelRepository repository, ModelArtifact artifact, CancellationToken cancellationToken)
    {
        var now = repository.ListAsync(artifact.Id.Name, cancellationToken).ToBlockingEnumerable(cancellationToken)
            .FirstOrDefault(a => a.Id.Version == artifact.Id.Version);
        if (now?.Fingerprint != artifact.Fingerprint) throw new IOException("Its files changed while they were copied.");
    }

    private StagedVersion Keep(string copy, ArtifactWriter writer, string model)
    {
        var digest = writer.Digest;
        lock (_lock)
        {
            if (_folder is not { } folder) throw new IOException("The host is stopping.");
            var target = Target(folder, digest);
            // Under the lock, as the release is: the folder of the same content must not be deleted between the check and the count.
            if (_holders.TryGetValue(digest, out var holders)) folder.Delete(copy);
            else Directory.Move(copy, target);
            _holders[digest] = holders + 1;
            return new(this, digest, target, Path.Combine(target, model), [.. writer.Files]);
        }
    }

    private static string Target(StagingFolder folder, string digest) =>
        Path.Combine(folder.Path, digest[ContentDigest.Prefix.Length..]);
}
