using System.Security.Cryptography;

namespace InferenceKit.ControlPlane.Repository.Manifests;

/// <summary>Makes the content of <c>manifest.json.sig</c>.</summary>
internal static class ManifestSigner
{
    /// <summary>Signs with ECDSA over P-256 and SHA-256, as <c>openssl dgst -sha256 -sign</c> does.</summary>
    /// <returns>The signature in DER.</returns>
    /// <exception cref="ArgumentException">The key is on another curve.</exception>
    /// <exception cref="CryptographicException">The key cannot sign: it is public only, or its store failed.</exception>
    public static byte[] Sign(ECDsa key, ReadOnlySpan<byte> manifest)
    {
        if (FindProblem(key) is { } problem) throw new ArgumentException(problem, nameof(key));
        return key.SignData(manifest, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }

    /// <returns>Null, or why no manifest can be signed with it, for people.</returns>
    public static string? FindProblem(ECDsa key) => PublicKey.IsP256(key) ? null : "a manifest is signed with a key for ECDSA over P-256, and this one is on another curve";
}
