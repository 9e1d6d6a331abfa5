using System.Xml.Linq;
using InferenceKit.Soak.Measuring;
using InferenceKit.Soak.Trends;
using static InferenceKit.Soak.Reporting.SvgPart;

namespace InferenceKit.Soak.Reporting;

/// <summary>One chart over time, from zero up, so that a small rise looks small.</summary>
internal sealed class Panel(double x, double y, TimeSpan duration, TimeSpan warmUp)
{
    public const double Width = 480;
    public const double Height = 280;
    private const double PlotLeft = 60;
    private const double PlotTop = 34;
    private const double PlotWidth = 390;
    private const double PlotHeight = 190;
    private static readonly string[] Colours = ["#1f77b4", "#d62728", "#2ca02c"];

    public XElement Draw(string title, IReadOnlyList<(Series Series, Trend Trend)> all)
    {
        var top = TopOf(all);
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
            panel.Add(Text(PlotLeft - 6, Y(top * part, top) + 4, Figure.Of(top * part), "end"));
            panel.Add(Text(X(duration.TotalSeconds * part), PlotTop + PlotHeight + 16, $"{Number(duration.TotalMinutes * part)} min", "middle"));
        }

        for (var i = 0; i < all.Count; i++)
            AddSeries(panel, all[i].Series, all[i].Trend, Colours[i], top, PlotLeft + (i * 140));
        return panel;
    }

    private void AddSeries(XElement panel, Series series, Trend trend, string colour, double top, double legendAt)
    {
        var points = series.Samples.Select(sample => $"{Number(X(sample.Seconds))},{Number(Y(sample.Value, top))}");
        panel.Add(new XElement(Svg + "polyline", At("points", string.Join(' ', points)), At("fill", "none"), At("stroke", colour), At("stroke-opacity", "0.6")));
        panel.Add(Text(legendAt, Height - 20, series.Name, "start", colour));
        if (trend.Verdict == TrendVerdict.TooFew)
            return;
        var (from, to) = (warmUp.TotalSeconds, duration.TotalSeconds);
        panel.Add(Line(X(from), Y(OnLine(from), top), X(to), Y(OnLine(to), top), colour, "6 3"));

        double OnLine(double seconds) => trend.Line.Intercept + (trend.Line.Slope * seconds);
    }

    /// <summary>Just above all but a few: one outlier must not press everything else flat.</summary>
    private static double TopOf(IReadOnlyList<(Series Series, Trend Trend)> all)
    {
        var most = 0.0;
        foreach (var (series, _) in all)
        {
            var values = series.Samples.Select(sample => sample.Value).Order().ToArray();
            if (values.Length > 0)
                most = Math.Max(most, values[(int)(0.98 * (values.Length - 1))]);
        }

        return most > 0 ? most * 1.15 : 1;
    }

    private double X(double seconds) => PlotLeft + (Math.Clamp(seconds / duration.TotalSeconds, 0, 1) * PlotWidth);

    private static double Y(double value, double top) => PlotTop + PlotHeight - (Math.Clamp(value / top, 0, 1) * PlotHeight);
}
