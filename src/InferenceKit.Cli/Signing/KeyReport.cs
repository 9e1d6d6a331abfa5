using InferenceKit.Cli.Output;

namespace InferenceKit.Cli.Signing;

/// <summary>A pair of keys that was made.</summary>
/// <param name="PrivateKey">The file to sign with; a secret.</param>
/// <param name="PublicKey">The file to verify with, for <c>Trust:Keys</c>.</param>
internal sealed record KeyReport(string PrivateKey, string PublicKey) : ToolResult
{
    public override void WriteTo(TextReport report)
    {
        report.Fields(("private key", PrivateKey), ("public key", PublicKey));
        report.Line("Keep the private key out of the repository; the public one belongs into Trust:Keys.");
    }
}
