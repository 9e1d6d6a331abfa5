using InferenceKit.Configuration;
using InferenceKit.ControlPlane.Repository;
using InferenceKit.ControlPlane.Repository.Manifests;
using InferenceKit.ControlPlane.Repository.Staging;

namespace InferenceKit.ControlPlane.Lifecycle.Loading.Verification;

/// <summary>
/// Decides whether a staged version may be interpreted at all: its manifest, the manifest's signature and the host's own
/// policy. Of a version without a manifest nothing is read. Thread-safe.
/// </summary>
/// <param name="settings">Keys, and whether a signature is needed; read anew for each version.</param>
/// <param name="policy">The host's own check; null for no check.</param>
internal sealed class VersionVerification(ISettingsSource settings, IModelTrustPolicy? policy)
{
    /// <summary>Holds files against the manifest, the signature against the keys, and asks the policy. On the calling thread.</summary>
    /// <returns>The manifest; null for a version without one.</returns>
    /// <exception cref="VersionRefusedException">The version may not be loaded; the message says why.</exception>
    public ModelManifest? CheckFiles(LoadRequest request, StagedVersion staged, CancellationToken cancellationToken)
    {
        var trust = settings.Current.Trust;
        // A model that is embedded in the code needs no signature: the code that would check it comes from the same source.
        var isSigned = trust.RequireSignature && !request.Registration.IsEmbedded;
        if (isSigned && trust.Keys.IsEmpty && policy is null)
            throw Refused("a signature is required (Trust:RequireSignature), and there is neither a key in Trust:Keys nor a trust policy to verify one with");
        var bytes = Read(staged, ArtifactNames.Manifest, ManifestReader.MaxBytes);
        var signature = Read(staged, ArtifactNames.ManifestSignature, ManifestSignature.MaxBytes);
        if (isSigned && (bytes ?? signature) is null) throw Refused($"a signature is required (Trust:RequireSignature), and it has no {ArtifactNames.Manifest}");
        if (bytes is null && signature is not null) throw Refused($"it has a {ArtifactNames.ManifestSignature} without a {ArtifactNames.Manifest}");
        var manifest = bytes is null ? null : CheckManifest(request.Id, staged, bytes, signature, trust, isSigned);
        if (policy is not null) Ask(policy, request.Id, staged.Digest, bytes, signature, cancellationToken);
        return manifest;
    }

    private static ModelManifest CheckManifest(
        ModelId id, StagedVersion staged, byte[] bytes, byte[]? signature, TrustSettings trust, bool isSigned)
    {
        if (isSigned && signature is null) throw Refused($"a signature is required (Trust:RequireSignature), and it has no {ArtifactNames.ManifestSignature}");
        ModelManifest manifest;
        try
        {
            manifest = ManifestReader.Read(bytes);
        }
        catch (InvalidDataException e)
        {
            throw new VersionRefusedException(e.Message, e);
        }
        if ((ManifestFiles.FindProblem(manifest.Files, staged.Files) ?? FindIdProblem(manifest, id, isSigned)) is { } problem) throw Refused(problem);
        // A signature that is wrong is refused even where none is required: its author wanted it to be checked.
        if (signature is not null && !trust.Keys.IsEmpty && ManifestSignature.FindProblem(bytes, signature, trust) is { } wrong) throw Refused(wrong);
        return manifest;
    }

    /// <summary>A signed manifest has to say what it is of: else it would be good for another model or version, too.</summary>
    private static string? FindIdProblem(ModelManifest manifest, ModelId id, bool isSigned)
    {
        if (isSigned && (manifest.Model is null || manifest.Version is null))
            return "a signature is required (Trust:RequireSignature), and the manifest does not say which model and version it is of";
        if (manifest.Model is { } model && !ModelName.Comparer.Equals(model, id.Name)) return $"the manifest is of model '{model}', and this is '{id.Name}'";
        return manifest.Version is { } version && version != id.Version ? $"the manifest is of version {version}, and this is version {id.Version}" : null;
    }

    private static void Ask(
        IModelTrustPolicy policy, ModelId id, string digest, byte[]? manifest, byte[]? signature, CancellationToken cancellationToken)
    {
        // Null converts to empty memory, which would be a manifest of no bytes.
        var candidate = new ModelCandidate
        {
            Id = id,
            Digest = digest,
            Manifest = manifest is null ? null : (ReadOnlyMemory<byte>?)manifest,
            Signature = signature is null ? null : (ReadOnlyMemory<byte>?)signature,
        };
        string? problem;
        try
        {
            // Blocks the calling thread, which belongs to one load: nothing else waits for it.
            problem = policy.FindProblemAsync(candidate, cancellationToken).AsTask().GetAwaiter().GetResult();
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"It is not loaded, because the trust policy {TypeName.Of(policy.GetType())} failed: {e.Message}", e);
        }
        if (problem is not null) throw Refused($"the trust policy {TypeName.Of(policy.GetType())} refuses it: {problem.TrimEnd('.')}");
    }

    private static byte[]? Read(StagedVersion staged, string name, int maxBytes)
    {
        foreach (var file in staged.Files)
        {
            if (file.Name != name) continue;
            if (file.Bytes > maxBytes) throw Refused($"{name} has {file.Bytes} bytes, and more than {maxBytes} are not read");
            return File.ReadAllBytes(staged.PathOf(name));
        }
        return null;
    }

    private static VersionRefusedException Refused(string problem) => new($"It is not loaded: {problem}.");
}
