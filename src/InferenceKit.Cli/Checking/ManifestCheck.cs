using InferenceKit.Configuration;
using InferenceKit.ControlPlane.Repository;
using InferenceKit.ControlPlane.Repository.Manifests;
using InferenceKit.ControlPlane.Repository.Staging;

namespace InferenceKit.Cli.Checking;

/// <summary>Compares a staged version with its manifest, and checks the signature of the manifest.</summary>
internal static class ManifestCheck
{
    /// <param name="id">The version.</param>
    /// <param name="staged">Its files.</param>
    /// <param name="trust">Keys for the signature.</param>
    /// <param name="problems">Receives what is wrong.</param>
    /// <param name="bytes">The manifest as it was read; null without one.</param>
    /// <param name="signedBy">The file of the key that verified the signature; null when none did.</param>
    /// <returns>The manifest; null without one that can be read.</returns>
    public static ModelManifest? Run(ModelId id, StagedVersion staged, TrustSettings trust, List<VersionProblem> problems, out byte[]? bytes, out string? signedBy)
    {
        signedBy = null;
        bytes = Read(staged, ArtifactNames.Manifest, ManifestReader.MaxBytes, VersionCheckKind.Manifest, problems);
        var signature = Read(staged, ArtifactNames.ManifestSignature, ManifestSignature.MaxBytes, VersionCheckKind.Signature, problems);
        if (bytes is not null && signature is not null) signedBy = FindSigner(bytes, signature, trust, problems);
        else if (trust.RequireSignature)
            problems.Add(new(VersionCheckKind.Signature, bytes is null ? $"It has no {ArtifactNames.Manifest} that could be signed." : $"It has no {ArtifactNames.ManifestSignature}."));
        else if (signature is not null) problems.Add(new(VersionCheckKind.Signature, $"It has a {ArtifactNames.ManifestSignature} without a {ArtifactNames.Manifest}."));
        return bytes is null ? null : Parse(id, staged, bytes, signedBy is not null, problems);
    }

    private static ModelManifest? Parse(ModelId id, StagedVersion staged, byte[] bytes, bool isSigned, List<VersionProblem> problems)
    {
        try
        {
            var manifest = ManifestReader.Read(bytes);
            foreach (var problem in Problems(manifest, id, staged, isSigned)) problems.Add(new(VersionCheckKind.Manifest, problem));
            return manifest;
        }
        catch (InvalidDataException e)
        {
            problems.Add(new(VersionCheckKind.Manifest, e.Message));
            return null;
        }
    }

    private static IEnumerable<string> Problems(ModelManifest manifest, ModelId id, StagedVersion staged, bool isSigned)
    {
        if (ManifestFiles.FindProblem(manifest.Files, staged.Files) is { } files) yield return $"{char.ToUpperInvariant(files[0])}{files[1..]}.";
        if (manifest.Model is { } model && !ModelName.Comparer.Equals(model, id.Name)) yield return $"The manifest is of model '{model}', and this is '{id.Name}'.";
        if (manifest.Version is { } version && version != id.Version) yield return $"The manifest is of version {version}, and this is version {id.Version}.";
        // Without both, the signature would also be valid for another model or version.
        if (isSigned && (manifest.Model is null || manifest.Version is null)) yield return "The manifest is signed, and does not say which model and version it is of.";
    }

    private static string? FindSigner(byte[] manifest, byte[] signature, TrustSettings trust, List<VersionProblem> problems)
    {
        if (trust.Keys.IsEmpty) return null;
        foreach (var (name, key) in trust.Keys)
            if (ManifestSignature.FindProblem(manifest, signature, trust with { Keys = trust.Keys.Clear().Add(name, key) }) is null) return name;
        problems.Add(new(VersionCheckKind.Signature, $"{ArtifactNames.ManifestSignature} is by none of the keys ({string.Join(", ", trust.Keys.Keys)}), or the manifest was changed after it was signed."));
        return null;
    }

    private static byte[]? Read(StagedVersion staged, string name, int maxBytes, VersionCheckKind check, List<VersionProblem> problems)
    {
        if (staged.Files.FirstOrDefault(f => f.Name == name) is not { } file) return null;
        if (file.Bytes <= maxBytes) return File.ReadAllBytes(staged.PathOf(name));
        problems.Add(new(check, $"{name} has {file.Bytes} bytes, and more than {maxBytes} are not read."));
        return null;
    }
}
