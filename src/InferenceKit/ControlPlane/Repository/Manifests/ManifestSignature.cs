using System.Buffers.Text;
using System.Security.Cryptography;
using InferenceKit.Configuration;

namespace InferenceKit.ControlPlane.Repository.Manifests;

/// <summary>Holds a manifest's detached signature against the keys of the configuration.</summary>
internal static class ManifestSignature
{
    /// <summary>In base64 with line ends a signature has about a hundred characters.</summary>
    public const int MaxBytes = 4096;

    private const byte Sequence = 0x30;

    /// <param name="manifest">The bytes that were signed.</param>
    /// <param name="signature">DER, or its base64.</param>
    /// <param name="trust">Where the keys are; at least one.</param>
    /// <returns>Null when one of them verifies it, or why not, for people.</returns>
    public static string? FindProblem(ReadOnlySpan<byte> manifest, ReadOnlySpan<byte> signature, TrustSettings trust)
    {
        if (Decode(signature) is not { } der)
            return $"{ArtifactNames.ManifestSignature} is no signature: expected DER, as 'openssl dgst -sha256 -sign' writes it, or its base64";
        foreach (var text in trust.Keys.Values)
        {
            using var key = PublicKey.Read(text);
            if (Verifies(key, manifest, der)) return null;
        }
        var tried = string.Join(", ", trust.Keys.Keys.Select(name => $"'{name}'"));
        return $"{ArtifactNames.ManifestSignature} is by none of the keys in Trust:Keys ({tried}), or the manifest was changed after it was signed";
    }

    private static bool Verifies(ECDsa key, ReadOnlySpan<byte> manifest, byte[] der)
    {
        try
        {
            return key.VerifyData(manifest, der, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        }
        catch (CryptographicException)
        {
            // Some systems throw it for bytes that are not a signature at all.
            return false;
        }
    }

    private static byte[]? Decode(ReadOnlySpan<byte> signature)
    {
        if (signature.Length is 0 or > MaxBytes) return null;
        if (signature[0] == Sequence) return signature.ToArray();
        var der = new byte[Base64.GetMaxDecodedFromUtf8Length(signature.Length)];
        // The decoder skips spaces and line ends.
        return Base64.DecodeFromUtf8(signature, der, out _, out var written) == System.Buffers.OperationStatus.Done && written > 0 && der[0] == Sequence ? der[..written] : null;
    }
}
