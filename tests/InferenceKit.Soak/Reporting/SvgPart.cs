using System.Globalization;
using System.Xml.Linq;

namespace InferenceKit.Soak.Reporting;

/// <summary>Parts of a picture.</summary>
internal static class SvgPart
{
    public static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    public static XAttribute At(string name, string value) => new(name, value);

    public static XElement Text(double x, double y, string text, string anchor, string colour = "black") =>
        new(Svg + "text", At("x", Number(x)), At("y", Number(y)), At("text-anchor", anchor), At("fill", colour), text);

    public static XElement Line(double x1, double y1, double x2, double y2, string colour, string dashes = "none") => new(
        Svg + "line", At("x1", Number(x1)), At("y1", Number(y1)), At("x2", Number(x2)), At("y2", Number(y2)),
        At("stroke", colour), At("stroke-dasharray", dashes));

    public static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
