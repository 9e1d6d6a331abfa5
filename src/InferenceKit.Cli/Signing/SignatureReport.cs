using InferenceKit.Cli.Output;

namespace InferenceKit.Cli.Signing;

/// <summary>A manifest that was signed.</summary>
/// <param name="Model">The model.</param>
/// <param name="Version">The version.</param>
/// <param name="Digest">Of its files, which a signature does not change.</param>
/// <param name="File">The signature.</param>
internal sealed record SignatureReport(string Model, string Version, string Digest, string File) : ToolResult
{
    public override void WriteTo(TextReport report) => report.Line($"{Model}/{Version} is signed: '{File}' ({PlainText.Short(Digest)}).");
}
