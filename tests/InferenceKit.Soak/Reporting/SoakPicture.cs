using System.Xml.Linq;

namespace InferenceKit.Soak.Reporting;

/// <summary>Four charts on one page.</summary>
internal static class SoakPicture
{
    private static readonly (string Title, string[] Series, bool IsLogarithmic)[] Panels =
    [
        ("latency of the control stream, us, logarithmic", ["latency p50", "latency p99"], true),
        ("memory, MB", ["managed heap", "private memory", "resident memory"], false),
        ("handles", ["handles"], false),
        ("threads", ["threads"], false),
    ];

    public static string Draw(SoakResult result)
    {
        var root = new XElement(
            SvgPart.Svg + "svg", SvgPart.At("viewBox", $"0 0 {SvgPart.Number(2 * Panel.Width)} {SvgPart.Number((2 * Panel.Height) + 30)}"),
            SvgPart.At("font-family", "sans-serif"), SvgPart.At("font-size", "12"),
            new XElement(SvgPart.Svg + "rect", SvgPart.At("width", "100%"), SvgPart.At("height", "100%"), SvgPart.At("fill", "white")));
        for (var i = 0; i < Panels.Length; i++)
        {
            var (title, names, isLogarithmic) = Panels[i];
            var panel = new Panel(i % 2 * Panel.Width, i / 2 * Panel.Height, result.Duration, result.WarmUp);
            root.Add(panel.Draw(title, [.. names.Select(name => result.Trends.Single(judged => judged.Series.Name == name))], isLogarithmic));
        }

        root.Add(SvgPart.Text(
            20, (2 * Panel.Height) + 15,
            $"{result.Duration.TotalMinutes:0.##} minutes, seed {result.Seed}, {result.Requests:N0} requests. Grey: warm-up, not judged. Dashed: Theil-Sen slope.", "start"));
        return new XDocument(root).ToString() + "\n";
    }
}
