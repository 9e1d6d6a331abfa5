using InferenceKit.Cli.Repositories;
using InferenceKit.ControlPlane.Repository;
using InferenceKit.Sessions;
using Microsoft.Extensions.Logging.Abstractions;

namespace InferenceKit.Cli.Checking;

/// <summary>
/// Checks versions as a host does before it lets one serve: copied into a private folder, hashed on the way, and loaded
/// from there. Unlike a host, it goes on after a problem and tells all that there are.
/// </summary>
internal sealed class VersionChecker : IDisposable
{
    private readonly StagingArea _staging = new(null, long.MaxValue, NullLogger.Instance);
    private readonly OnnxSessionFactory _sessions = new(NullLoggerFactory.Instance);

    public CheckedVersion Check(RepositoryFolder repository, ModelArtifact artifact, CancellationToken cancellationToken)
    {
        var problems = new List<VersionProblem>();
        try
        {
            using var staged = _staging.Stage(repository.Repository, artifact, static work => work(), cancellationToken);
            var hasManifest = staged.Files.Any(f => f.Name == ArtifactNames.Manifest);
            Load(artifact, staged, problems, cancellationToken);
            return Result(artifact, staged.Digest, hasManifest, problems);
        }
        catch (IOException e)
        {
            problems.Add(new(VersionCheckKind.Files, e.Message));
            return Result(artifact, null, false, problems);
        }
    }

    public void Dispose() => _staging.Dispose();

    private void Load(ModelArtifact artifact, StagedVersion staged, List<VersionProblem> problems, CancellationToken cancellationToken)
    {
        try
        {
            _sessions.Load(artifact.Id, staged.ModelPath, new(), cancellationToken).Dispose();
        }
        catch (SessionLoadException e)
        {
            problems.Add(new(VersionCheckKind.Load, staged.ToldOfOrigin(e.Message, artifact.Location)));
        }
    }

    private static CheckedVersion Result(ModelArtifact artifact, string? digest, bool hasManifest, List<VersionProblem> problems) =>
        new(artifact.Id.Name, artifact.Id.Version.ToString(), digest, hasManifest, 0, null, null, problems);
}
