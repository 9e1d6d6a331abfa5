using System.Collections.Immutable;
using System.Text;
using InferenceKit.Cli.CommandLine;
using InferenceKit.Configuration;
using InferenceKit.ControlPlane.Repository.Manifests;

namespace InferenceKit.Cli.Checking;

/// <summary>Reads the public keys that a command line names, as a host reads those in <c>Trust:Keys</c>.</summary>
internal static class TrustedKeys
{
    private const int MaxBytes = 64 << 10;

    /// <param name="files">The keys' files; without files, no signature is required.</param>
    /// <exception cref="ToolException">A file does not exist, or is not a public key.</exception>
    public static TrustSettings Read(IReadOnlyCollection<string> files)
    {
        var keys = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            var text = ReadText(file);
            if (PublicKey.FindProblem(text) is { } problem) throw ToolException.Usage($"The key '{file}' {problem}.");
            keys[file] = text;
        }
        return new() { RequireSignature = files.Count > 0, Keys = keys.ToImmutable() };
    }

    /// <exception cref="ToolException">It does not exist, or is too large for a key.</exception>
    public static string ReadText(string file)
    {
        if (!File.Exists(file)) throw ToolException.NotFound($"There is no key '{file}'.");
        return SmallFile.TryRead(file, MaxBytes) is { } bytes ? Encoding.UTF8.GetString(bytes) : throw ToolException.Usage($"'{file}' is too large for a key.");
    }
}
