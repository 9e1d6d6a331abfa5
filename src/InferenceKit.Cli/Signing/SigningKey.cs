using System.Security.Cryptography;
using InferenceKit.Cli.Checking;
using InferenceKit.Cli.CommandLine;
using InferenceKit.ControlPlane.Repository.Manifests;

namespace InferenceKit.Cli.Signing;

/// <summary>Reads and makes keys that sign manifests: ECDSA over P-256, as PEM.</summary>
internal static class SigningKey
{
    /// <exception cref="ToolException">It does not exist, or is not a key that can sign.</exception>
    public static ECDsa Read(string file)
    {
        var key = ECDsa.Create();
        try
        {
            var text = TrustedKeys.ReadText(file);
            if (text.Contains("ENCRYPTED", StringComparison.Ordinal)) throw ToolException.Usage($"The key '{file}' is encrypted; decrypt it into a file that only this user can read.");
            key.ImportFromPem(text);
            if (ManifestSigner.FindProblem(key) is { } problem) throw ToolException.Usage($"The key '{file}' cannot be used: {problem}.");
            // Throws for a public key.
            key.ExportParameters(includePrivateParameters: true);
            return key;
        }
        catch (Exception e)
        {
            key.Dispose();
            // The exception may repeat the text of the file, which is a secret: the message leaves it out.
            if (e is CryptographicException or ArgumentException) throw ToolException.Usage($"The key '{file}' is no private key for ECDSA over P-256 as PEM.");
            throw;
        }
    }

    /// <summary>Writes a new private key, which only its owner may read, and its public key.</summary>
    /// <exception cref="ToolException">A file exists already.</exception>
    public static void Create(string privateFile, string publicFile)
    {
        foreach (var file in (string[])[privateFile, publicFile])
            if (Path.Exists(file)) throw new ToolException(ExitCode.Conflict, $"'{file}' exists; keys are never overwritten.");
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        // The file is created with this mode. If the mode were set later, another user could open the file in between.
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var writer = new StreamWriter(privateFile, options)) writer.WriteLine(key.ExportPkcs8PrivateKeyPem());
        using (var writer = new StreamWriter(publicFile, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write })) writer.WriteLine(key.ExportSubjectPublicKeyInfoPem());
    }
}
