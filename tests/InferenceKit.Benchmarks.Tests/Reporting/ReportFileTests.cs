using System.Text.Json;
using InferenceKit.Benchmarks.Judging;
using InferenceKit.Benchmarks.Reporting;

namespace InferenceKit.Benchmarks.Tests.Reporting;

public sealed class ReportFileTests
{
    [Fact]
    public void It_is_an_array_of_flat_objects_with_exactly_these_properties()
    {
        var line = ReportLine.Of("lookup", "time per call", "us", Enumerable.Repeat(new Pair(2.2, 2), 20).ToArray(), Target.RatioAtMost(1.2));

        using var file = JsonDocument.Parse(ReportFile.Format([line]));

        var written = Assert.Single(file.RootElement.EnumerateArray());
        Assert.Equal(
            ["scenario", "metric", "unit", "subject", "baseline", "ratio", "low", "high", "target", "verdict"],
            written.EnumerateObject().Select(p => p.Name));
        Assert.Equal("<= 1.2x", written.GetProperty("target").GetString());
        Assert.Equal("pass", written.GetProperty("verdict").GetString());
        Assert.Equal(1.1, written.GetProperty("ratio").GetDouble(), 9);
    }

    [Fact]
    public void What_was_not_measured_is_null()
    {
        using var file = JsonDocument.Parse(ReportFile.Format([ReportLine.Skipped("cold-start", "no program to start")]));

        var written = file.RootElement[0];
        Assert.Equal(JsonValueKind.Null, written.GetProperty("subject").ValueKind);
        Assert.Equal("skipped", written.GetProperty("verdict").GetString());
        Assert.Equal("no program to start", written.GetProperty("metric").GetString());
    }

    [Fact]
    public void No_number_is_null_too()
    {
        using var file = JsonDocument.Parse(ReportFile.Format([ReportLine.Of("x", "m", "u", [], Target.RatioAtMost(1))]));

        Assert.Equal(JsonValueKind.Null, file.RootElement[0].GetProperty("ratio").ValueKind);
    }

    [Fact]
    public void What_was_written_reads_back_as_it_was()
    {
        ReportLine[] lines =
        [
            ReportLine.Of("many-beside", "p99", "ms", Enumerable.Repeat(new Pair(2, 1), 20).ToArray(), Target.AddedAtMost(1, "ms")) with { Run = 2 },
            ReportLine.Of("lookup", "time per call", "us", Enumerable.Repeat(new Pair(2.2, 2), 20).ToArray(), Target.RatioAtMost(1.2)),
            ReportLine.Skipped("cold-start", "no program to start"),
        ];

        Assert.Equal(lines, ReportFile.Parse(ReportFile.Format(lines)));
        Assert.True(lines[0].IsOfAdded);
    }

    [Fact]
    public void A_file_that_is_not_a_report_is_an_error() => Assert.Throws<InvalidDataException>(() => ReportFile.Parse("a table"));
}
