using System.Security.Cryptography;
using InferenceKit.ControlPlane.Repository;
using InferenceKit.ControlPlane.Repository.Files;
using InferenceKit.ControlPlane.Repository.Manifests;
using InferenceKit.ControlPlane.Repository.Staging;

namespace InferenceKit.Cli.Repositories;

/// <summary>A version's files without their content, which a listing does not need. Immutable.</summary>
/// <param name="Folder">Where they lie; null where that is not one folder.</param>
/// <param name="Names">By name.</param>
/// <param name="Bytes">All together.</param>
/// <param name="Problem">Why it cannot be a version, for people; null when it can.</param>
internal sealed record VersionFiles(string? Folder, IReadOnlyList<string> Names, long Bytes, string? Problem)
{
    public bool HasManifest => Names.Contains(ArtifactNames.Manifest);

    public bool IsSigned => Names.Contains(ArtifactNames.ManifestSignature);

    public static VersionFiles Of(RepositoryFolder repository, ModelArtifact artifact)
    {
        var folder = artifact.Location!;
        // Of two folders that are one version, the location names both.
        if (!Directory.Exists(folder)) return new(null, [], artifact.Length ?? 0, $"several folders are the same version: {folder}");
        var content = VersionContent.Read(RealPath.Of(repository.Path), folder);
        string[] names = [.. content.Files.Select(f => f.Name)];
        return new(folder, names, content.Length, content.Problem ?? FindModelProblem(names));
    }

    /// <summary>The digest that the manifest's entries make, without reading the files; null without a manifest that can be read.</summary>
    public string? StatedDigest()
    {
        if (Folder is null || !HasManifest) return null;
        try
        {
            var path = Path.Combine(Folder, ArtifactNames.Manifest);
            using var file = RegularFile.OpenRead(path);
            if (file.Length > ManifestReader.MaxBytes) return null;
            var bytes = new byte[file.Length];
            file.ReadExactly(bytes);
            var self = new ArtifactFile(ArtifactNames.Manifest, bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes)));
            return ContentDigest.Of(ManifestReader.Read(bytes).Files.Append(self).OrderBy(f => f.Name, ArtifactFileName.Order));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            // What is wrong with it is for verify to say.
            return null;
        }
    }

    private static string? FindModelProblem(string[] names)
    {
        try
        {
            ModelFile.Choose(names);
            return null;
        }
        catch (IOException e)
        {
            return e.Message;
        }
    }
}
