using InferenceKit.Cli.Repositories;
using InferenceKit.ControlPlane.Lifecycle.Loading;
using InferenceKit.ControlPlane.Lifecycle.Loading.Verification;
using InferenceKit.ControlPlane.Repository;
using InferenceKit.ControlPlane.Repository.Staging;
using InferenceKit.ControlPlane.Versioning;
using InferenceKit.Sessions;
using InferenceKit.Sessions.Onnx;
using Microsoft.Extensions.Logging.Abstractions;

namespace InferenceKit.Cli.Checking;

/// <summary>
/// Checks versions as a host does before it lets one serve: copied into a private folder, hashed on the way, and loaded
/// from there. Unlike a host, it continues after a problem and reports all problems.
/// </summary>
internal sealed class VersionChecker(CheckRules rules) : IDisposable
{
    private readonly StagingArea _staging = new(null, long.MaxValue, NullLogger.Instance);
    private readonly OnnxSessionFactory _sessions = new(NullLoggerFactory.Instance);

    public CheckedVersion Check(RepositoryFolder repository, ModelArtifact artifact, CancellationToken cancellationToken) =>
        Check(repository, artifact, out _, cancellationToken);

    /// <summary>Checks a version.</summary>
    /// <param name="repository">Where it is.</param>
    /// <param name="artifact">The version.</param>
    /// <param name="manifestBytes">The manifest that was checked, for a caller that vouches for it; null without one that can be read.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public CheckedVersion Check(RepositoryFolder repository, ModelArtifact artifact, out byte[]? manifestBytes, CancellationToken cancellationToken)
    {
        manifestBytes = null;
        var id = artifact.Id;
        var problems = new List<VersionProblem>();
        var verdict = rules.Lock is null ? LockVerdict.None : LockVerdict.Of(rules.Lock, requireLock: false, id);
        try
        {
            using var staged = _staging.Stage(repository.Repository, artifact, static work => work(), cancellationToken);
            if (verdict.FindProblem(artifact, staged.Digest) is { } other) problems.Add(new(VersionCheckKind.Lock, other));
            var hasManifest = staged.Files.Any(f => f.Name == ArtifactNames.Manifest);
            var manifest = ManifestCheck.Run(id, staged, rules.Trust, problems, out manifestBytes, out var signedBy);
            var samples = Load(artifact, staged, manifest, problems, cancellationToken);
            return new(id.Name, id.Version.ToString(), staged.Digest, hasManifest, samples, signedBy, verdict.Pinned, problems);
        }
        catch (IOException e)
        {
            problems.Add(new(VersionCheckKind.Files, e.Message));
            return new(id.Name, id.Version.ToString(), null, false, 0, null, verdict.Pinned, problems);
        }
    }

    public void Dispose() => _staging.Dispose();

    /// <returns>How many samples were reproduced.</returns>
    private int Load(
        ModelArtifact artifact, StagedVersion staged, ModelManifest? manifest, List<VersionProblem> problems, CancellationToken cancellationToken)
    {
        try
        {
            using var session = _sessions.Load(artifact.Id, staged.ModelPath, new(), cancellationToken);
            return manifest is null ? 0 : RunSamples(session, manifest, problems, cancellationToken);
        }
        catch (SessionLoadException e)
        {
            problems.Add(new(VersionCheckKind.Load, staged.WithOrigin(e.Message, artifact.Location)));
            return 0;
        }
    }

    /// <summary>Runs the samples one by one, because the host's own check ends with the first failure.</summary>
    private static int RunSamples(ModelSession session, ModelManifest manifest, List<VersionProblem> problems, CancellationToken cancellationToken)
    {
        Run(session, new() { Signature = manifest.Signature }, problems, cancellationToken);
        return manifest.Samples.Count(sample => Run(session, new() { Samples = [sample] }, problems, cancellationToken));
    }

    private static bool Run(ModelSession session, ModelManifest part, List<VersionProblem> problems, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var limit = new RunLimit(VersionLoader.LongestWarmUpRun, TimeProvider.System, cancellationToken);
        if (SampleCheck.FindProblem(part, session, new(), limit) is not { } problem) return true;
        // A cancelled run looks like a sample that fails, and must not be reported as one.
        cancellationToken.ThrowIfCancellationRequested();
        problems.Add(new(VersionCheckKind.Samples, problem));
        return false;
    }
}
