using InferenceKit.Benchmarks.Judging;
using Spectre.Console;

namespace InferenceKit.Benchmarks.Reporting;

/// <summary>The report for people.</summary>
internal static class ReportTable
{
    public static void Write(IAnsiConsole console, IReadOnlyList<ReportLine> lines)
    {
        var table = new Table().Border(TableBorder.Rounded);
        table.AddColumn("scenario");
        table.AddColumn("metric");
        foreach (var column in (string[])["subject", "baseline", "ratio", "95 % interval"])
            table.AddColumn(new TableColumn(column).RightAligned());
        table.AddColumn("target");
        table.AddColumn("verdict");

        var previous = "";
        foreach (var line in lines)
        {
            table.AddRow(
                Markup.Escape(line.Scenario == previous ? "" : line.Scenario),
                Markup.Escape(line.Run is { } run ? $"{line.Metric} (run {run})" : line.Metric),
                Markup.Escape(WithUnit(line.Subject, line.Unit)),
                Markup.Escape(WithUnit(line.Baseline, line.Unit)),
                Markup.Escape(line.Ratio is null ? "-" : $"{Figure.Of(line.Ratio)}x"),
                Markup.Escape(IntervalOf(line)),
                Markup.Escape(line.Target),
                Coloured(line.Verdict));
            previous = line.Scenario;
        }

        console.Write(table);
    }

    private static string WithUnit(double? value, string unit) =>
        value is null ? "-" : $"{Figure.Of(value)} {unit}".TrimEnd();

    private static string IntervalOf(ReportLine line)
    {
        if (line.Low is null || line.Low.Equals(line.High))
            return "-";
        var range = $"{Figure.Of(line.Low)} .. {Figure.Of(line.High)}";
        if (line.IsOfAdded)
            return $"+({range}) {line.Unit}";
        return line.Ratio is null ? $"{range} {line.Unit}" : $"{range}x";
    }

    private static string Coloured(string verdict)
    {
        var colour = verdict switch
        {
            _ when verdict == VerdictText.Of(Verdict.Pass) => "green",
            _ when verdict == VerdictText.Of(Verdict.Miss) || verdict == VerdictText.Of(Verdict.Error) => "red",
            _ when verdict == VerdictText.Of(Verdict.NotMeasurableHere) => "yellow",
            _ => "grey",
        };
        return $"[{colour}]{Markup.Escape(verdict)}[/]";
    }
}
