using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using InferenceKit.ControlPlane.Repository.Staging;

namespace InferenceKit.ControlPlane.Repository.Files;

/// <summary>Names, lengths and times of a version's files in one short text; content is not read.</summary>
internal static class Fingerprint
{
    public static string Of(VersionContent content)
    {
        var text = new StringBuilder(content.Problem);
        foreach (var file in content.Files)
            text.Append(CultureInfo.InvariantCulture, $"\n{file.Name}|{file.Path}|{file.Length}|{file.LastWritten.Ticks}");
        return Of(Encoding.UTF8.GetBytes(text.ToString()));
    }

    public static string Of(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 16));
}
