using InferenceKit.Cli.Repositories;

namespace InferenceKit.Cli.Listing;

/// <summary>Looks through a repository. Content is read only where digests are asked for.</summary>
internal sealed class RepositoryLister(RepositoryFolder repository, bool digests)
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
        var (digest, problem) = ((string?)null, files.Problem);
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
        return new(artifact.Id.Version.ToString(), files.Bytes, files.Names.Count, digest, files.HasManifest, files.IsSigned, null, problem);
    }
}
