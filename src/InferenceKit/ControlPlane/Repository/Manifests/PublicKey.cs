using System.Security.Cryptography;

namespace InferenceKit.ControlPlane.Repository.Manifests;

/// <summary>A public key as configuration has it: PEM, or the base64 of its DER. ECDSA over NIST P-256 and nothing else.</summary>
internal static class PublicKey
{
    private const string Rule = "must be a public key for ECDSA over P-256, as PEM (-----BEGIN PUBLIC KEY-----) or the base64 of its DER";

    /// <returns>Null, or what is wrong, for people; never the text itself, which may be a private key.</returns>
    public static string? FindProblem(string text)
    {
        using var key = TryRead(text, out var problem);
        return problem;
    }

    /// <exception cref="FormatException">It is no such key.</exception>
    public static ECDsa Read(string text) => TryRead(text, out var problem) ?? throw new FormatException($"The key {problem}.");

    /// <summary>Whether a key, of code perhaps, is on the one curve.</summary>
    public static bool IsP256(ECDsa key)
    {
        if (key.KeySize != 256) return false;
        var curve = key.ExportParameters(includePrivateParameters: false).Curve;
        return curve.IsNamed && (curve.Oid.Value == ECCurve.NamedCurves.nistP256.Oid.Value || curve.Oid.FriendlyName is "nistP256" or "ECDSA_P256");
    }

    private static ECDsa? TryRead(string text, out string? problem)
    {
        problem = null;
        if (text.Contains("PRIVATE KEY", StringComparison.Ordinal))
        {
            problem = "is a private key, which must not be here: " + Rule;
            return null;
        }
        var key = ECDsa.Create();
        try
        {
            key.ImportSubjectPublicKeyInfo(Decode(text), out _);
            if (IsP256(key)) return key;
            problem = Rule + ", and this is on another curve";
        }
        catch (Exception e) when (e is CryptographicException or FormatException or ArgumentException)
        {
            problem = Rule;
        }
        key.Dispose();
        return null;
    }

    private static byte[] Decode(string text)
    {
        if (!PemEncoding.TryFind(text, out var found)) return Convert.FromBase64String(text);
        return text[found.Label] == "PUBLIC KEY" ? Convert.FromBase64String(text[found.Base64Data]) : throw new FormatException();
    }
}
