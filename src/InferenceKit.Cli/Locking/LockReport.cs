using InferenceKit.Cli.CommandLine;
using InferenceKit.Cli.Output;

namespace InferenceKit.Cli.Locking;

/// <summary>What an update of a lock file changed, or would.</summary>
/// <param name="File">The lock file.</param>
/// <param name="Written">Whether it was written; false where nothing changed, and where that was only to be checked.</param>
/// <param name="UpToDate">Whether the file now is as the repository has it.</param>
/// <param name="Changes">In the order of the file.</param>
internal sealed record LockReport(string File, bool Written, bool UpToDate, IReadOnlyList<LockChange> Changes) : ToolResult
{
    public override ExitCode Exit() => UpToDate ? ExitCode.Done : ExitCode.NotVerified;

    public override void WriteTo(TextReport report)
    {
        if (Changes.Count > 0)
        {
            var table = new TextTable("model", "version", "before", "after");
            foreach (var change in Changes) table.Add(change.Model, change.Version, PlainText.Short(change.Before), PlainText.Short(change.After));
            report.Table(table);
        }
        report.Line(Written ? $"'{File}' is written." : UpToDate ? $"'{File}' is up to date." : $"'{File}' is not up to date; nothing was written.");
    }
}
