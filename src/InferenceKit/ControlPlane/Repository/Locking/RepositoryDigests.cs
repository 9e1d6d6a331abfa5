using InferenceKit.Configuration;
using InferenceKit.ControlPlane.Versioning;
using Microsoft.Extensions.Logging.Abstractions;

namespace InferenceKit.ControlPlane.Repository.Locking;

/// <summary>Hashes the versions in a folder, as staging would.</summary>
internal static class RepositoryDigests
{
    /// <param name="path">The repository's folder.</param>
    /// <param name="models">The models to check; null for all.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="IOException">Something cannot be read or is not a version, two folders are one model, or files change meanwhile.</exception>
    public static ModelLock Of(string path, IReadOnlyCollection<string>? models, CancellationToken cancellationToken)
    {
        var found = ModelLock.Empty;
        using var repository = new FolderModelRepository(new RepositorySettings { Path = path }, NullLogger.Instance, TimeProvider.System);
        foreach (var model in FoldersOf(path))
        {
            if (models?.Contains(model, ModelName.Comparer) == false) continue;
            var artifacts = List(repository, model, cancellationToken);
            foreach (var artifact in artifacts) found = found.With(model, artifact.Id.Version, Hash(repository, artifact, cancellationToken));
            foreach (var artifact in artifacts)
                if (List(repository, model, cancellationToken).Find(a => a.Id.Version == artifact.Id.Version)?.Fingerprint != artifact.Fingerprint)
                    throw Failed(artifact.Id, "its files changed while they were hashed", null);
        }
        return found;
    }

    /// <summary>Folders that may be models; others, like those that begin with a dot, are not for this library.</summary>
    private static List<string> FoldersOf(string path)
    {
        if (!Directory.Exists(path)) throw new DirectoryNotFoundException($"The repository '{path}' does not exist.");
        var names = Directory.GetDirectories(path).Select(f => Path.GetFileName(f)).Where(ModelName.IsValid).Order(StringComparer.Ordinal).ToList();
        if (names.GroupBy(n => n, ModelName.Comparer).FirstOrDefault(g => g.Count() > 1) is { } same)
            throw new IOException($"Several folders in '{path}' are one model, as case does not count: {string.Join(", ", same)}. Rename or delete one.");
        return names;
    }

    private static List<ModelArtifact> List(FolderModelRepository repository, string model, CancellationToken cancellationToken) =>
        [.. repository.ListAsync(model, cancellationToken).ToBlockingEnumerable(cancellationToken)];

    private static string Hash(FolderModelRepository repository, ModelArtifact artifact, CancellationToken cancellationToken)
    {
        try
        {
            var writer = ArtifactWriter.ForDigest(long.MaxValue);
            // Blocks the calling thread, which does nothing else.
            repository.MaterializeAsync(artifact, writer, cancellationToken).GetAwaiter().GetResult();
            return writer.Digest;
        }
        catch (IOException e)
        {
            throw Failed(artifact.Id, e.Message.TrimEnd('.'), e);
        }
    }

    private static IOException Failed(ModelId id, string why, Exception? cause) =>
        new($"Version {id.Version} of model '{id.Name}' cannot be locked: {why}.", cause);
}
