using InferenceKit.Soak.Trends;
using Spectre.Console;

namespace InferenceKit.Soak.Reporting;

/// <summary>What a soak found, for people.</summary>
internal static class SoakTable
{
    private const string Method =
        "slopes by Theil and Sen with Sen's 95 % interval, Mann-Kendall's test for a trend (two-sided, with ties), both over means of " +
        "blocks, since neighbouring samples depend on each other. A series fails where its p is below the level and its rise above the floor.";

    public static void Write(SoakResult result, IAnsiConsole console)
    {
        WriteCounts(console, "requests", result.Outcomes);
        WriteCounts(console, "fallbacks, because of", result.Fallbacks);
        WriteCounts(console, "faults injected", result.Faults);
        WriteCounts(console, "changes", result.Changes);
        WriteCounts(console, "messages logged", result.Messages);
        console.WriteLine($"{result.Requests:N0} requests; {result.MemoryGiven:N0} tensors with memory of their caller's; {result.Measurements:N0} measurements");
        WriteTrends(result, console);
        WriteCounts(console, "violations", result.Violations);
        foreach (var text in result.Texts)
            console.WriteLine(text);
    }

    private static void WriteTrends(SoakResult result, IAnsiConsole console)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumn("series");
        foreach (var column in (string[])["median", "slope a minute", "95 % of it", "rise", "floor", "tau", "p"])
            table.AddColumn(new TableColumn(column).RightAligned());
        table.AddColumn("verdict");
        foreach (var (series, trend) in result.Trends)
        {
            table.AddRow(
                Markup.Escape(series.Unit.Length == 0 ? series.Name : $"{series.Name}, {series.Unit}"), Figure.Of(trend.Median),
                Figure.WithSign(trend.Line.Slope * 60), $"{Figure.WithSign(trend.Line.Low * 60)} to {Figure.WithSign(trend.Line.High * 60)}",
                Figure.WithSign(trend.Rise), Figure.Of(trend.Floor), Figure.WithSign(trend.Test.Tau), Figure.Of(trend.Test.P), TextOf(trend.Verdict));
        }

        console.Write(table);
        console.WriteLine($"Judged after a warm-up of {result.WarmUp.TotalSeconds:F0} s, in {Trend.MostBlocks} blocks, at the level {Trend.Significance}: {Method}");
    }

    private static void WriteCounts(IAnsiConsole console, string title, IReadOnlyDictionary<string, long> counts)
    {
        if (counts.Count == 0)
        {
            console.WriteLine($"{title}: none");
            return;
        }

        var table = new Table().Border(TableBorder.Rounded).AddColumn(title).AddColumn(new TableColumn("times").RightAligned());
        foreach (var (name, count) in counts)
            table.AddRow(Markup.Escape(name), $"{count:N0}");
        console.Write(table);
    }

    private static string TextOf(TrendVerdict verdict) => verdict switch
    {
        TrendVerdict.NoTrend => "no trend",
        TrendVerdict.WithinNoise => "zero within noise",
        TrendVerdict.Rises => "rises",
        _ => "too short to judge",
    };
}
