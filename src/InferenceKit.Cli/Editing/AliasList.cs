using InferenceKit.Cli.Output;

namespace InferenceKit.Cli.Editing;

/// <summary>The aliases in a state.</summary>
internal sealed record AliasList(IReadOnlyList<ModelAliases> Models) : ToolResult
{
    public override void WriteTo(TextReport report)
    {
        var table = new TextTable("model", "alias", "version");
        foreach (var model in Models)
            foreach (var (alias, version) in model.Aliases) table.Add(model.Model, $"@{alias}", version);
        if (table.Rows.Count > 0) report.Table(table);
        else report.Line("No aliases are set.");
    }
}
