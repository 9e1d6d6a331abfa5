using InferenceKit.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace InferenceKit.ControlPlane.Repository.Http;

/// <summary>
/// Makes the index of a repository folder, so that a copy of the folder on any web server is a repository. Every file is
/// read once. The same content gives the same bytes, and an index that is right already is not touched.
/// </summary>
internal static class RepositoryIndex
{
    public const string FileName = "index.json";

    /// <param name="repositoryPath">The folder; the index is written into it, at once or not at all.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>What the index says.</returns>
    /// <exception cref="IOException">
    /// The folder cannot be read or written, or has what no repository can: the message names the model and the version.
    /// </exception>
    public static async Task<IndexDocument> WriteAsync(string repositoryPath, CancellationToken cancellationToken)
    {
        try
        {
            var json = IndexWriter.Write(await ReadAsync(Path.GetFullPath(repositoryPath), cancellationToken).ConfigureAwait(false));
            // The reader has limits of its own. An index that it would refuse is not written.
            var document = IndexReader.Read(json);
            await ReplaceAsync(Path.Combine(repositoryPath, FileName), json, cancellationToken).ConfigureAwait(false);
            return document;
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException($"The repository '{repositoryPath}' cannot be indexed: {e.Message}", e);
        }
        catch (InvalidDataException e)
        {
            throw new IOException($"The repository '{repositoryPath}' cannot be indexed: {e.Message}.", e);
        }
    }

    private static async Task<List<IndexedModel>> ReadAsync(string path, CancellationToken cancellationToken)
    {
        using var repository = new FolderModelRepository(new RepositorySettings { Path = path }, NullLogger.Instance, TimeProvider.System);
        var models = new List<IndexedModel>();
        foreach (var folder in Directory.EnumerateDirectories(path).Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(folder);
            if (!ModelName.IsValid(name)) continue;
            if (models.Find(m => ModelName.Comparer.Equals(m.Name, name)) is { } other)
                throw new IOException($"The folders '{other.Name}' and '{name}' are one model, as case does not count.");
            var versions = new List<IndexedVersion>();
            await foreach (var artifact in repository.ListAsync(name, cancellationToken).ConfigureAwait(false))
                versions.Add(await ReadAsync(repository, artifact, cancellationToken).ConfigureAwait(false));
            // A folder that is not a model's, or not yet.
            if (versions.Count > 0) models.Add(new(name, [.. versions.OrderBy(v => v.Version)]));
        }
        return models;
    }

    private static async Task<IndexedVersion> ReadAsync(FolderModelRepository repository, ModelArtifact artifact, CancellationToken cancellationToken)
    {
        var writer = ArtifactWriter.ForDigest(long.MaxValue);
        try
        {
            await repository.MaterializeAsync(artifact, writer, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            throw new IOException($"{artifact.Id} cannot be indexed: {e.Message}", e);
        }
        return new(artifact.Id.Version, writer.Digest, [.. writer.Files.Select(f => new IndexedFile(f, $"{artifact.Id}/{f.Name}"))]);
    }

    private static async Task ReplaceAsync(string path, byte[] content, CancellationToken cancellationToken)
    {
        // Not written when nothing changed, because servers make their ETags of the time of writing.
        if (File.Exists(path) && (await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false)).AsSpan().SequenceEqual(content)) return;
        var copy = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, $".{FileName}.{Guid.NewGuid():N}");
        try
        {
            using (var file = new FileStream(copy, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                await file.WriteAsync(content, cancellationToken).ConfigureAwait(false);
                // Flushed before the rename: otherwise a crash could leave an empty file under the new name.
                file.Flush(flushToDisk: true);
            }
            File.Move(copy, path, overwrite: true);
        }
        catch
        {
            File.Delete(copy);
            throw;
        }
    }
}
