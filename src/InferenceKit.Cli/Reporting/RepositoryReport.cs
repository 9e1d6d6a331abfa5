using System.Text.Json.Serialization;
using InferenceKit.Cli.CommandLine;
using InferenceKit.Cli.Output;

namespace InferenceKit.Cli.Reporting;

/// <summary>What hosts with a repository and a state would serve.</summary>
internal sealed record RepositoryReport(
    string Repository, string? State, string? Lock, string Selector, IReadOnlyList<ModelReport> Models, IReadOnlyList<string> Problems) : ToolResult
{
    /// <summary>Whether something could not be read, so that the rest may not be all.</summary>
    [JsonIgnore]
    public bool IsIncomplete { get; init; }

    public override ExitCode Exit() =>
        IsIncomplete ? ExitCode.Unreadable : Problems.Count > 0 || Models.Any(m => m.Problems.Count > 0) ? ExitCode.NotVerified : ExitCode.Done;

    public override void WriteTo(TextReport report)
    {
        var table = new TextTable("model", "serves", "decided by", "pinned", "aliases", "previous", "locked");
        foreach (var model in Models)
            table.Add(
                model.Model, model.Serves, Decision(model), model.Pinned, string.Join(", ", model.Aliases.Select(a => $"@{a.Key}={a.Value}")),
                string.Join(", ", model.Previous), PlainText.YesNo(model.Locked is not null));
        if (Models.Count > 0) report.Table(table);
        else report.Line($"No models in '{Repository}'.");
        WriteAudit(report);
        foreach (var problem in Problems) report.Line($"problem: {problem}");
        foreach (var model in Models)
            foreach (var problem in model.Problems) report.Line($"problem: {model.Model}: {problem}");
    }

    private void WriteAudit(TextReport report)
    {
        if (Models.All(m => m.Audit.Count == 0)) return;
        report.Line();
        var table = new TextTable("time", "model", "edit", "from", "to", "by", "reason");
        foreach (var model in Models)
            foreach (var edit in model.Audit)
                table.Add(
                    PlainText.Time(edit.Time), model.Model, edit.Alias is null ? $"{edit.Kind}" : $"{edit.Kind} @{edit.Alias}", edit.From, edit.To, edit.By, edit.Reason);
        report.Table(table);
    }

    private string Decision(ModelReport model) => model.DecidedBy switch
    {
        DecidedBy.Edit => model.Unloaded ? "unloaded by hand" : "by hand",
        DecidedBy.Alias => $"@{model.Alias}",
        _ => Selector,
    };
}
