using Spectre.Console;

namespace InferenceKit.Benchmarks.Reporting;

/// <summary>Lines of a load for people.</summary>
internal static class LoadTable
{
    public static void Write(IAnsiConsole console, IReadOnlyList<LoadLine> lines)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("model", "load");
        foreach (var column in (string[])["answered/s", "requests", "wrong", "refused", "expired", "failed", "p50 ms", "p90", "p99", "p99.9", "longest", "core us"])
            table.AddColumn(new TableColumn(column).RightAligned());
        foreach (var line in lines)
        {
            double?[] figures =
            [
                line.AnsweredPerSecond, line.Requests, line.Wrong, line.Refused, line.Expired, line.Failed,
                line.P50, line.P90, line.P99, line.P999, line.Longest, line.CoreMicrosecondsPerRequest,
            ];
            table.AddRow([Markup.Escape(line.Model), Markup.Escape(line.Load), .. figures.Select(f => Figure.Of(f))]);
        }

        console.Write(table);
    }
}
