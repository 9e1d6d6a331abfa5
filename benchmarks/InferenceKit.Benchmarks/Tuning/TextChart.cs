using InferenceKit.Benchmarks.Reporting;

namespace InferenceKit.Benchmarks.Tuning;

/// <summary>A chart of characters, for a terminal. The console library has bars and pixels, but no axes.</summary>
internal static class TextChart
{
    public const char ChosenMark = '@';
    private const string Marks = "ox+*#%&=abcdefghijklmnpqrstuvwyz";
    private const int Width = 72;
    private const int Height = 18;
    private const int Margin = 11;

    /// <summary>The mark of a series by its index; after the last mark the first comes again.</summary>
    public static char MarkOf(int series) => Marks[series % Marks.Length];

    public static IReadOnlyList<string> Draw(TuneChart chart)
    {
        var cells = Enumerable.Range(0, Height).Select(_ => Enumerable.Repeat(' ', Width).ToArray()).ToArray();
        for (var i = 0; i < chart.Series.Count; i++)
        {
            foreach (var point in chart.Series[i].Points)
                Put(point, MarkOf(i));
        }

        Put(chart.Chosen, ChosenMark);
        var lines = new List<string> { "rows/s".PadLeft(Margin) };
        for (var i = 0; i < Height; i++)
        {
            var label = i % 4 == 0 ? Figure.Of(chart.Most * (Height - 1 - i) / (Height - 1)) : "";
            lines.Add($"{label,Margin} |{new string(cells[i])}".TrimEnd());
        }

        lines.Add($"{"",Margin} +{new string('-', Width)}");
        lines.Add($"{"",Margin}  {Ends(Figure.Of(chart.Shortest), Figure.Of(chart.MillisecondsAt(0.5)), Figure.Of(chart.Longest) + " ms, p99")}");
        return lines;

        void Put(TunePoint point, char mark) =>
            cells[Height - 1 - At(chart.Y(point.RowsPerSecond), Height)][At(chart.X(point.P99Milliseconds), Width)] = mark;
    }

    private static int At(double part, int cells) => Math.Clamp((int)Math.Round(part * (cells - 1)), 0, cells - 1);

    private static string Ends(string left, string middle, string right) =>
        (left.PadRight((Width - middle.Length) / 2) + middle).PadRight(Width - right.Length) + right;
}
