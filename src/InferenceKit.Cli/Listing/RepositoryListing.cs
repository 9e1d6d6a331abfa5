using InferenceKit.Cli.Output;

namespace InferenceKit.Cli.Listing;

/// <summary>What a repository has.</summary>
internal sealed record RepositoryListing(string Repository, IReadOnlyList<ListedModel> Models) : ToolResult
{
    public override void WriteTo(TextReport report)
    {
        if (Models.Count == 0)
        {
            report.Line($"No versions in '{Repository}'.");
            return;
        }
        var problems = Models.Any(m => m.Versions.Any(v => v.Problem is not null));
        var table = new TextTable([.. (string[])["model", "version", "size", "files", "digest", "manifest", "signed", "locked"], .. problems ? (string[])["problem"] : []]);
        foreach (var model in Models)
            foreach (var version in model.Versions)
                table.Add([.. Cells(model.Model, version), .. problems ? (string?[])[version.Problem] : []]);
        report.Table(table);
    }

    private static string?[] Cells(string model, ListedVersion version) =>
    [
        model, version.Version, PlainText.Bytes(version.Bytes), $"{version.Files}", PlainText.Short(version.Digest),
        PlainText.YesNo(version.HasManifest), PlainText.YesNo(version.IsSigned), PlainText.YesNo(version.Locked is not null),
    ];
}
