using System.Globalization;
using Spectre.Console;

namespace Batching;

/// <summary>Everything that is printed.</summary>
internal static class Screen
{
    public static void Title(Subject subject, string what) =>
        AnsiConsole.Write(new Rule($"[bold]{what}[/]: {subject.About}") { Justification = Justify.Left });

    /// <summary>Off and Auto side by side, a line for each number of callers.</summary>
    public static void Callers(IReadOnlyList<CallersRound> off, IReadOnlyList<CallersRound> auto)
    {
        var table = new Table().Border(TableBorder.Rounded).Caption("1/s: answers a second; p50 and p99 in microseconds");
        foreach (var column in (string[])["\ncallers", "off\n1/s", "auto\n1/s", "\ngain", "off\np50", "auto\np50", "off\np99", "auto\np99", "rows\na run"])
            table.AddColumn(new TableColumn(column).RightAligned());
        foreach (var (without, with) in off.Zip(auto))
        {
            table.AddRow(
                $"{with.Callers}", Number(without.AnswersPerSecond), Number(with.AnswersPerSecond), Times(with.AnswersPerSecond / without.AnswersPerSecond),
                Microseconds(without.Median), Microseconds(with.Median), Microseconds(without.P99), Microseconds(with.P99), Number(with.RowsPerRun, "F1"));
        }
        AnsiConsole.Write(table);
    }

    public static void Many(ManyRows many)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumn($"{Number(many.Rows)} rows");
        foreach (var column in (string[])["ms", "rows/s", "gain"]) table.AddColumn(new TableColumn(column).RightAligned());
        foreach (var (how, time) in ((string, TimeSpan)[])
            [("Task.WhenAll over PredictAsync", many.WhenAll), ("PredictManyAsync", many.OneCall), ("PredictManyAsync, one for each core", many.OneCallACore)])
            table.AddRow(how, Number(time.TotalMilliseconds, "F1"), Number(many.Rows / time.TotalSeconds), Times(many.WhenAll / time));
        AnsiConsole.Write(table);
        AnsiConsole.MarkupLine($"largest difference of two answers: {Number(many.LargestDifference, "G2")}");
    }

    public static void Failed(int failed) => AnsiConsole.MarkupLine($"[{(failed == 0 ? "green" : "red")}]{failed} failed[/]");

    private static string Times(double ratio) => $"[bold]{Number(ratio, "F1")}x[/]";

    private static string Microseconds(TimeSpan time) => Number(time.TotalMicroseconds);

    private static string Number(double value, string format = "N0") => value.ToString(format, CultureInfo.InvariantCulture);
}
