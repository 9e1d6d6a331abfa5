using InferenceKit.Cli.CommandLine;
using InferenceKit.Cli.Repositories;

namespace InferenceKit.Cli.Publishing;

/// <summary>Publishes, and gives each kind of failure its exit code.</summary>
internal static class VersionPublisher
{
    /// <exception cref="ToolException">It cannot be published; nothing is.</exception>
    public static async Task<PublishedReport> PublishAsync(string repositoryPath, ModelPublication publication, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(repositoryPath)) throw ToolException.Usage("The repository's path is blank.");
        if (File.Exists(repositoryPath)) throw ToolException.NotFound($"The repository '{repositoryPath}' is a file; it has to be a folder.");
        if (!Path.Exists(publication.Source)) throw ToolException.NotFound($"There is no file or folder '{publication.Source}'.");
        RefuseExisting(repositoryPath, publication);
        try
        {
            var published = await new ModelPublisher(repositoryPath).PublishAsync(publication, cancellationToken);
            return new(
                published.Id.Name, published.Id.Version.ToString(), published.Digest, published.Path, published.Manifest.Samples.Count, publication.SigningKey is not null);
        }
        catch (ArgumentException e)
        {
            throw ToolException.Usage(e.Message);
        }
        catch (InvalidDataException e)
        {
            throw new ToolException(ExitCode.NotVerified, e.Message);
        }
    }

    /// <summary>Refuses a version that exists with its own exit code. The publisher decides in the end, but its exception does not differ from that of a full disk.</summary>
    private static void RefuseExisting(string repositoryPath, ModelPublication publication)
    {
        if (publication.Version is not { } version || !Directory.Exists(repositoryPath)) return;
        using var repository = RepositoryFolder.Open(repositoryPath);
        if (repository.Models().FirstOrDefault(m => ModelName.Comparer.Equals(m, publication.Model)) is not { } model) return;
        if (repository.Versions(model).Any(a => a.Id.Version == ModelVersion.Parse(version)))
            throw new ToolException(ExitCode.Conflict, $"Model '{model}' has a version {version} already; versions are never overwritten.");
    }
}
