using InferenceKit.Cli.Output;

namespace InferenceKit.Cli.Publishing;

/// <summary>A version that was published.</summary>
/// <param name="Model">The model.</param>
/// <param name="Version">The version.</param>
/// <param name="Digest">Of its files, as status and lock files have it.</param>
/// <param name="Path">Its folder.</param>
/// <param name="Samples">How many samples it has.</param>
/// <param name="IsSigned">Whether its manifest was signed.</param>
internal sealed record PublishedReport(string Model, string Version, string Digest, string Path, int Samples, bool IsSigned) : ToolResult
{
    public override void WriteTo(TextReport report) => report.Fields(
        ("model", Model), ("version", Version), ("digest", Digest), ("path", Path), ("samples", $"{Samples}"), ("signed", PlainText.YesNo(IsSigned)));
}
