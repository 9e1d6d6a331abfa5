using System.Globalization;
using System.Xml.Linq;
using InferenceKit.Benchmarks.Reporting;

namespace InferenceKit.Benchmarks.Tuning;

/// <summary>The same chart as a picture.</summary>
internal static class SvgChart
{
    private const double Left = 90;
    private const double Top = 40;
    private const double Width = 560;
    private const double Height = 360;
    private const double Legend = 18;
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    public static string Draw(TuneChart chart)
    {
        var bottom = Top + Height;
        var root = new XElement(
            Svg + "svg", At("viewBox", $"0 0 {Left + Width + 30} {bottom + 60 + (Legend * chart.Series.Count)}"), At("font-family", "sans-serif"), At("font-size", "12"),
            new XElement(Svg + "rect", At("width", "100%"), At("height", "100%"), At("fill", "white")),
            Text(Left, 24, $"{chart.Model}: throughput against p99", "start"),
            Line(Left, bottom, Left + Width, bottom),
            Line(Left, Top, Left, bottom),
            Text(Left + (Width / 2), bottom + 38, "p99 of a request, ms", "middle"));
        foreach (var part in (double[])[0, 0.25, 0.5, 0.75, 1])
        {
            root.Add(Text(Left + (part * Width), bottom + 18, Figure.Of(chart.MillisecondsAt(part)), "middle"));
            root.Add(Text(Left - 8, bottom - (part * Height) + 4, Figure.Of(chart.Most * part), "end"));
        }

        for (var i = 0; i < chart.Series.Count; i++)
            AddSeries(root, chart, i, bottom + 60 + (Legend * i));
        root.Add(Dot(chart, chart.Chosen, "none", 8, "black"));
        return new XDocument(root).ToString() + "\n";
    }

    private static void AddSeries(XElement root, TuneChart chart, int index, double legendAt)
    {
        var (name, points) = chart.Series[index];

        // The golden angle keeps neighbouring hues apart, however many there are.
        var colour = $"hsl({Number(index * 137.5 % 360)}, 70%, 40%)";
        root.Add(new XElement(
            Svg + "polyline", At("points", string.Join(' ', points.Select(p => $"{Number(X(chart, p))},{Number(Y(chart, p))}"))),
            At("fill", "none"), At("stroke", colour)));
        foreach (var point in points)
            root.Add(Dot(chart, point, colour, 3, colour));
        root.Add(new XElement(Svg + "circle", At("cx", Number(Left + 6)), At("cy", Number(legendAt - 4)), At("r", "4"), At("fill", colour)));
        root.Add(Text(Left + 18, legendAt, name, "start"));
    }

    private static XElement Dot(TuneChart chart, TunePoint point, string fill, double radius, string stroke) => new(
        Svg + "circle", At("cx", Number(X(chart, point))), At("cy", Number(Y(chart, point))), At("r", Number(radius)), At("fill", fill), At("stroke", stroke),
        new XElement(Svg + "title", $"{point.Setting.BatchSize} rows, {point.Setting.Series}: {Figure.Of(point.RowsPerSecond)} rows/s, {Figure.Of(point.P99Milliseconds)} ms"));

    private static double X(TuneChart chart, TunePoint point) => Left + (chart.X(point.P99Milliseconds) * Width);

    private static double Y(TuneChart chart, TunePoint point) => Top + Height - (chart.Y(point.RowsPerSecond) * Height);

    private static XElement Line(double x1, double y1, double x2, double y2) => new(
        Svg + "line", At("x1", Number(x1)), At("y1", Number(y1)), At("x2", Number(x2)), At("y2", Number(y2)), At("stroke", "black"));

    private static XElement Text(double x, double y, string text, string anchor) =>
        new(Svg + "text", At("x", Number(x)), At("y", Number(y)), At("text-anchor", anchor), text);

    private static XAttribute At(string name, string value) => new(name, value);

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
