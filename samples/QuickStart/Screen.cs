using System.Globalization;
using InferenceKit;
using Spectre.Console;

namespace QuickStart;

/// <summary>Everything that is printed.</summary>
internal static class Screen
{
    public static void Title(string text) => AnsiConsole.Write(new Rule($"[bold]{text}[/]") { Justification = Justify.Left });

    public static void Predictions(IEnumerable<(Payment Payment, Prediction<float> Prediction)> answers)
    {
        var table = new Table().Border(TableBorder.Rounded);
        foreach (var column in new[] { "amount", "x usual", "hour", "abroad", "fraud?", "really", "version", "us" })
            table.AddColumn(new TableColumn(column).RightAligned());
        foreach (var (payment, prediction) in answers)
        {
            table.AddRow(
                Number(payment.Amount, "F2"), Number(payment.AmountRatio, "F1"), Number(payment.Hour, "F0"), payment.IsForeign ? "yes" : "no",
                Number(prediction.Value, "P1"), payment.IsFraud ? "[red]fraud[/]" : "honest",
                $"{prediction.Info.Model.Version}", Number(prediction.Info.ComputeTime.TotalMicroseconds, "F1"));
        }
        AnsiConsole.Write(table);
    }

    public static void Quality(string version, int payments, Quality quality, TimeSpan elapsed) => AnsiConsole.MarkupLine(
        $"version {version}: {Number(payments, "N0")} payments in {Number(elapsed.TotalMilliseconds, "F1")} ms, "
        + $"accuracy {Number(quality.Accuracy, "P1")}, AUC [bold]{Number(quality.Auc, "F3")}[/]");

    public static void Load(LoadReport report)
    {
        var table = new Table().Border(TableBorder.Rounded).HideHeaders().AddColumns("what", "value");
        table.AddRow("callers", $"{report.Callers}");
        table.AddRow("swaps", $"{report.Swaps} in {Number(report.Duration.TotalSeconds, "F1")} s");
        table.AddRow("throughput", $"{Number(report.AnswersPerSecond, "N0")} predictions/s");
        table.AddRow("p50", $"{Number(report.Median.TotalMicroseconds, "F1")} us");
        table.AddRow("p99", $"{Number(report.P99.TotalMicroseconds, "F1")} us");
        foreach (var (version, answers) in report.AnswersByVersion.OrderBy(v => v.Key))
            table.AddRow($"answers by version {version}", Number(answers, "N0"));
        AnsiConsole.Write(table);
        if (report.FirstFailure is { } failure) AnsiConsole.MarkupLineInterpolated($"[red]first failure: {failure}[/]");
        AnsiConsole.MarkupLine($"[{(report.Failed == 0 ? "green" : "red")}]{report.Failed} failed[/] of {Number(report.Answers, "N0")}");
    }

    public static void Refusal(string refusal, string serving)
    {
        AnsiConsole.MarkupLineInterpolated($"refused: {refusal}");
        AnsiConsole.MarkupLineInterpolated($"[green]version {serving} serves on[/]");
    }

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
