using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace InferenceKit.ControlPlane.Repository.Staging;

/// <summary>
/// The digest of a version: the SHA-256 of what <c>sha256sum</c> prints of its files in order of their names. So each
/// byte is hashed once for both the files' digests and the version's, and a shell command can check it.
/// </summary>
internal static class ContentDigest
{
    public const string Prefix = "sha256:";

    public const string Rule = "it must be 'sha256:' and 64 hexadecimal digits in lower case";

    private const int HexLength = 64;

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    /// <param name="files">In the order of <see cref="ArtifactFileName.Order"/>.</param>
    public static string Of(IEnumerable<ArtifactFile> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files)
        {
            // Without the detached signature, which is not part of the content: a new key must not change the digest.
            if (file.Name == ArtifactNames.ManifestSignature) continue;
            hash.AppendData(Encoding.UTF8.GetBytes($"{file.Sha256}  {file.Name}\n"));
        }
        return Prefix + Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Whether a text is a whole digest, in lower case.</summary>
    public static bool IsValid(string text) =>
        text.StartsWith(Prefix, StringComparison.Ordinal) && IsHex(text.AsSpan(Prefix.Length));

    /// <summary>Whether a text is the SHA-256 of a file: 64 hexadecimal digits in lower case.</summary>
    public static bool IsHex(ReadOnlySpan<char> text) => text.Length == HexLength && !text.ContainsAnyExcept(HexDigits);
}
