using InferenceKit.Cli.Output;
using InferenceKit.ControlPlane.Repository.Http;

namespace InferenceKit.Cli.Indexing;

/// <summary>The index that was written for a repository.</summary>
/// <param name="File">The index.</param>
/// <param name="Models">By name.</param>
internal sealed record WrittenIndex(string File, IReadOnlyList<IndexedVersions> Models) : ToolResult
{
    public static WrittenIndex Of(string file, IndexDocument index) => new(
        file,
        [.. index.Models.Values.OrderBy(m => m.Name, StringComparer.Ordinal)
            .Select(m => new IndexedVersions(m.Name, [.. m.Versions.OrderByDescending(v => v.Version).Select(v => v.Version.ToString())]))]);

    public override void WriteTo(TextReport report)
    {
        foreach (var model in Models) report.Line($"{model.Model}: {string.Join(", ", model.Versions)}");
        report.Line($"'{File}' is up to date.");
    }
}
