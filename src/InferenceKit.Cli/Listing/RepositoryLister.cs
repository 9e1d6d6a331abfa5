using InferenceKit.Cli.Repositories;
using InferenceKit.ControlPlane.Versioning;

namespace InferenceKit.Cli.Listing;

/// <summary>Lists a repository. It reads file contents only for digests.</summary>
internal sealed class RepositoryLister(RepositoryFolder repository, ModelLock? pins, bool digests)
{
    /// <param name="model">One model; null for all that have a version.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public RepositoryListing List(string? model, CancellationToken cancellationToken)
    {
        var listed = model is not null
            ? [ListModel(repository.Model(model), cancellationToken)]
            : repository.Models().Select(m => ListModel(m, cancellationToken)).Where(m => m.Versions.Count > 0);
        return new(repository.Path, [.. listed]);
    }

    private ListedModel ListModel(string model, CancellationToken cancellationToken) =>
        new(model, [.. repository.Versions(model).Select(a => List(a, cancellationToken))]);

    private ListedVersion List(ModelArtifact artifact, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var files = VersionFiles.Of(repository, artifact);
        var (digest, problem) = (files.StatedDigest(), files.Problem);
        if (digests && problem is null)
        {
            try
            {
                digest = repository.Hash(artifact, cancellationToken).Digest;
            }
            catch (IOException e)
            {
                problem = e.Message;
            }
        }
        var pinned = pins?.Find(artifact.Id.Name, artifact.Id.Version);
        if (pinned is not null && digest is not null && pinned != digest) problem ??= $"the lock file pins {pinned}";
        return new(artifact.Id.Version.ToString(), files.Bytes, files.Names.Count, digest, files.HasManifest, files.IsSigned, pinned, problem);
    }
}
