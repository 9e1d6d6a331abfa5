using System.Xml.Linq;
using InferenceKit.Benchmarks.Tuning;

namespace InferenceKit.Benchmarks.Tests.Tuning;

public sealed class ChartTests
{
    private static readonly TunePoint[] Points =
    [
        new(new(1, 1, 2, true), 100, 1), new(new(8, 1, 2, true), 1000, 10), new(new(1, 1, 2, false), 200, 1), new(new(64, 1, 2, false), 500, 100),
    ];

    private static readonly TuneChart Chart = new("a<b", Points, Points[1]);

    [Fact]
    public void The_chosen_point_stands_where_its_wait_and_throughput_are()
    {
        var lines = TextChart.Draw(Chart);

        // The most rows a second are at the top, and ten of 1 to 100 ms are in the middle of powers of ten.
        var row = lines.Single(l => l.Contains(TextChart.ChosenMark, StringComparison.Ordinal));
        Assert.Equal(lines[1], row);
        var width = lines.Single(l => l.Contains("+--", StringComparison.Ordinal)).Count(c => c == '-');
        Assert.InRange(row.IndexOf(TextChart.ChosenMark, StringComparison.Ordinal) - row.IndexOf('|', StringComparison.Ordinal), (width / 2) - 1, (width / 2) + 2);
    }

    [Fact]
    public void Every_series_has_a_mark_of_its_own()
    {
        var text = string.Concat(TextChart.Draw(Chart).Skip(1).Take(18));

        Assert.Equal(1, text.Count(c => c == TextChart.MarkOf(0)));
        Assert.Equal(2, text.Count(c => c == TextChart.MarkOf(1)));
    }

    [Fact]
    public void One_point_alone_can_be_drawn()
    {
        var alone = new TuneChart("m", Points[..1], Points[0]);

        Assert.Contains(TextChart.Draw(alone), l => l.Contains(TextChart.ChosenMark, StringComparison.Ordinal));
        Assert.DoesNotContain("NaN", SvgChart.Draw(alone), StringComparison.Ordinal);
    }

    [Fact]
    public void The_picture_is_well_formed_and_has_a_line_for_every_series()
    {
        var svg = XDocument.Parse(SvgChart.Draw(Chart));

        XNamespace ns = "http://www.w3.org/2000/svg";
        Assert.Equal(2, svg.Descendants(ns + "polyline").Count());
        Assert.Contains(svg.Descendants(ns + "text"), t => t.Value.StartsWith("a<b", StringComparison.Ordinal));
        Assert.Equal(Points.Length + 1, svg.Descendants(ns + "title").Count());
    }
}
