using InferenceKit.Cli.Checking;
using InferenceKit.Cli.CommandLine;
using InferenceKit.Cli.Repositories;
using InferenceKit.ControlPlane.Repository;
using InferenceKit.ControlPlane.Repository.Files;
using InferenceKit.ControlPlane.Repository.Manifests;

namespace InferenceKit.Cli.Signing;

/// <summary>Signs the manifest of a version that verifies. A signature says that its owner vouches for the version.</summary>
internal static class VersionSigner
{
    /// <exception cref="ToolException">The version does not verify, or has no manifest.</exception>
    public static SignatureReport Sign(RepositoryFolder repository, ModelArtifact artifact, string keyFile, CancellationToken cancellationToken)
    {
        using var key = SigningKey.Read(keyFile);
        using var checker = new VersionChecker(CheckRules.None);
        var found = checker.Check(repository, artifact, out var manifest, cancellationToken);
        if (found.Problems.Count > 0)
            throw new ToolException(ExitCode.NotVerified, $"{artifact.Id} is not signed, as it does not verify: {string.Join(" ", found.Problems.Select(p => p.Message))}");
        if (manifest is null) throw new ToolException(ExitCode.NotVerified, $"{artifact.Id} is not signed, as it has no {ArtifactNames.Manifest}; publish it with 'inferencekit publish'.");
        var parsed = ModelManifest.Parse(manifest);
        if (parsed.Model is null || parsed.Version is null)
            throw new ToolException(ExitCode.NotVerified, $"{artifact.Id} is not signed, as its manifest does not say which model and version it is of.");
        var file = Path.Combine(artifact.Location!, ArtifactNames.ManifestSignature);
        // The bytes that were checked, and not the file as it is now: another process may have replaced it since.
        DurableFile.Write(file, ManifestSigner.Sign(key, manifest));
        return new(artifact.Id.Name, artifact.Id.Version.ToString(), found.Digest!, file);
    }
}
