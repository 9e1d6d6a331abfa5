using InferenceKit.ControlPlane.Lifecycle.Loading;
using InferenceKit.ControlPlane.Repository.Locking;
using InferenceKit.ControlPlane.Versioning;

namespace InferenceKit;

/// <summary>
/// Writes lock files: model, version and the digest of its files, kept with the application's source. A host loads a pinned
/// version only with that digest, and with <see cref="TrustOptions.RequireLock"/> only versions that are pinned. Sorted and
/// indented in one way, so that version control shows what changed and no more. Each call writes the whole file in one step or
/// nothing. Thread-safe; of several writers of one file at the same time, those that come too late are told so.
/// </summary>
public static class ModelLockFile
{
    /// <summary>
    /// Hashes every version in a folder and pins those that are not pinned yet. Pins of versions that are not there stay, unless
    /// <see cref="ModelLockOptions.Prune"/> says otherwise.
    /// </summary>
    /// <param name="repositoryPath">The folder with one folder a model and in it one a version, as <see cref="RepositoryOptions.Path"/>.</param>
    /// <param name="lockFile">The lock file, usually <c>inference.lock.json</c>; made when it does not exist. Its folder has to exist.</param>
    /// <param name="options">What may be done. Default: null, pin what is new in all models.</param>
    /// <param name="cancellationToken">Stops the hashing; nothing is written then.</param>
    /// <returns>What changed, in the order of the file; empty when nothing did.</returns>
    /// <exception cref="ArgumentException">A path is blank.</exception>
    /// <exception cref="IOException">
    /// A version or the file cannot be read, the file cannot be written or was written by another process meanwhile, two folders are one
    /// model, or a model that <see cref="ModelLockOptions.Models"/> names is nowhere.
    /// </exception>
    /// <exception cref="InvalidDataException">The file that is there is no good lock file; it stays as it is.</exception>
    /// <exception cref="InvalidOperationException">A pinned version has other content: the message lists each. Nothing is written.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static Task<IReadOnlyList<ModelLockChange>> UpdateAsync(
        string repositoryPath, string lockFile, ModelLockOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(repositoryPath);
        ArgumentException.ThrowIfNullOrWhiteSpace(lockFile);
        var (repository, path) = (Path.GetFullPath(repositoryPath), Path.GetFullPath(lockFile));
        options ??= new();
        // Not on a thread of the pool, because hashing large models takes long.
        return LoaderThread.RunAsync(
            "InferenceKit lock",
            () => LockFileUpdate.Apply(path, RepositoryDigests.Of(repository, options.Models, cancellationToken), options.Covers, options));
    }

    /// <summary>
    /// Pins what a host serves, without reading the models again: single files, own repositories and embedded models too. Only versions
    /// in state <see cref="ModelVersionState.Ready"/> count as there.
    /// </summary>
    /// <param name="models">What <see cref="IModelLifecycle.Models"/> says.</param>
    /// <param name="lockFile">As for <see cref="UpdateAsync"/>.</param>
    /// <param name="options">What may be done. Default: null, pin what is new in all models.</param>
    /// <returns>What changed, in the order of the file; empty when nothing did.</returns>
    /// <exception cref="ArgumentException">The path is blank.</exception>
    /// <exception cref="IOException">As for <see cref="UpdateAsync"/>.</exception>
    /// <exception cref="InvalidDataException">As for <see cref="UpdateAsync"/>.</exception>
    /// <exception cref="InvalidOperationException">As for <see cref="UpdateAsync"/>.</exception>
    public static IReadOnlyList<ModelLockChange> Update(IEnumerable<ModelStatus> models, string lockFile, ModelLockOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(models);
        ArgumentException.ThrowIfNullOrWhiteSpace(lockFile);
        options ??= new();
        var found = ModelLock.Empty;
        var seen = models.Where(m => options.Covers(m.Name)).ToList();
        foreach (var model in seen)
        {
            foreach (var version in model.Versions)
                if (version is { State: ModelVersionState.Ready, Digest: { } digest }) found = found.With(model.Name, version.Version, digest);
        }
        return LockFileUpdate.Apply(Path.GetFullPath(lockFile), found, name => seen.Exists(m => ModelName.Comparer.Equals(m.Name, name)), options);
    }
}
