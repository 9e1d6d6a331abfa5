using System.Xml.Linq;
using InferenceKit.Soak.Measuring;
using InferenceKit.Soak.Trends;
using static InferenceKit.Soak.Reporting.SvgPart;

namespace InferenceKit.Soak.Reporting;

/// <summary>One chart over time.</summary>
internal sealed class Panel(double x, double y, TimeSpan duration, TimeSpan warmUp)
{
    public const double Width = 480;
    public const double Height = 280;
    private const double PlotLeft = 60;
    private const double PlotTop = 34;
    private const double PlotWidth = 390;
    private const double PlotHeight = 190;
    private static readonly string[] Colours = ["#1f77b4", "#d62728", "#2ca02c"];

    public XElement Draw(string title, IReadOnlyList<(Series Series, Trend Trend)> all, bool isLogarithmic)
    {
        var values = all.SelectMany(judged => judged.Series.Samples).Select(sample => sample.Value);

        // Amounts start at zero, so that a small rise looks small.
        var scale = isLogarithmic ? Scale.Logarithmic(values) : Scale.Linear(values);
        var panel = new XElement(
            Svg + "g", At("transform", $"translate({Number(x)},{Number(y)})"),
            new XElement(
                Svg + "rect", At("x", Number(PlotLeft)), At("y", Number(PlotTop)), At("width", Number(X(warmUp.TotalSeconds) - PlotLeft)),
                At("height", Number(PlotHeight)), At("fill", "#eeeeee")),
            Text(PlotLeft, 20, title, "start"),
            Line(PlotLeft, PlotTop + PlotHeight, PlotLeft + PlotWidth, PlotTop + PlotHeight, "black"),
            Line(PlotLeft, PlotTop, PlotLeft, PlotTop + PlotHeight, "black"));
        foreach (var part in (double[])[0, 0.5, 1])
        {
            panel.Add(Text(PlotLeft - 6, Y(scale.ValueAt(part), scale) + 4, Figure.Of(scale.ValueAt(part)), "end"));
            panel.Add(Text(X(duration.TotalSeconds * part), PlotTop + PlotHeight + 16, $"{Number(duration.TotalMinutes * part)} min", "middle"));
        }

        for (var i = 0; i < all.Count; i++)
            AddSeries(panel, all[i].Series, all[i].Trend, Colours[i], scale, PlotLeft + (i * 140));
        return panel;
    }

    private void AddSeries(XElement panel, Series series, Trend trend, string colour, Scale scale, double legendAt)
    {
        var points = series.Samples.Select(sample => $"{Number(X(sample.Seconds))},{Number(Y(sample.Value, scale))}");
        panel.Add(new XElement(Svg + "polyline", At("points", string.Join(' ', points)), At("fill", "none"), At("stroke", colour), At("stroke-opacity", "0.6")));
        panel.Add(Text(legendAt, Height - 20, series.Name, "start", colour));
        if (trend.Verdict == TrendVerdict.TooFew)
            return;
        var (from, to) = (warmUp.TotalSeconds, duration.TotalSeconds);
        panel.Add(Line(X(from), Y(OnLine(from), scale), X(to), Y(OnLine(to), scale), colour, "6 3"));

        double OnLine(double seconds) => trend.Line.Intercept + (trend.Line.Slope * seconds);
    }

    private double X(double seconds) => PlotLeft + (Math.Clamp(seconds / duration.TotalSeconds, 0, 1) * PlotWidth);

    private static double Y(double value, Scale scale) => PlotTop + PlotHeight - (scale.PartOf(value) * PlotHeight);
}
