using InferenceKit.Cli.Checking;
using InferenceKit.Cli.CommandLine;
using InferenceKit.Cli.Output;

namespace InferenceKit.Cli.Verifying;

/// <summary>The results for the versions of a repository.</summary>
/// <param name="Repository">Its folder.</param>
/// <param name="Lock">The lock file; null when none was named.</param>
/// <param name="Versions">Each that was checked.</param>
/// <param name="Missing">Versions that the lock file pins and the repository does not have, as in <c>fraud/3</c>.</param>
internal sealed record VerificationReport(string Repository, string? Lock, IReadOnlyList<CheckedVersion> Versions, IReadOnlyList<string> Missing) : ToolResult
{
    public bool IsGood => Missing.Count == 0 && Versions.All(v => v.Problems.Count == 0);

    public override ExitCode Exit() => IsGood ? ExitCode.Done : ExitCode.NotVerified;

    public override void WriteTo(TextReport report)
    {
        var table = new TextTable("model", "version", "result", "digest", "manifest", "samples", "signed by", "locked");
        foreach (var version in Versions)
            table.Add(
                version.Model, version.Version, version.Problems.Count == 0 ? "good" : "BAD", PlainText.Short(version.Digest),
                PlainText.YesNo(version.HasManifest), $"{version.Samples}", version.SignedBy, PlainText.YesNo(version.Locked is not null));
        if (Versions.Count > 0) report.Table(table);
        else report.Line($"No versions in '{Repository}'.");
        foreach (var version in Versions)
            foreach (var problem in version.Problems) report.Line($"problem: {version.Model}/{version.Version}: {problem.Check}: {problem.Message}");
        foreach (var missing in Missing) report.Line($"problem: {missing}: Lock: the lock file names it, and the repository does not have it");
    }
}
