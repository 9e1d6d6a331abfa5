using System.Text.Json;
using InferenceKit.Benchmarks.Load;
using InferenceKit.Benchmarks.Reporting;

namespace InferenceKit.Benchmarks.Tests.Reporting;

public sealed class LoadFileTests
{
    private static readonly LoadLine Line = LoadLine.Of("a,\"b\"", "closed", TimeSpan.FromSeconds(2), 10, 9, new Tally(), new LatencyHistogram(), 1.5);

    [Fact]
    public void Csv_quotes_what_would_break_a_cell_and_leaves_empty_what_is_not_there()
    {
        var lines = LoadFile.FormatCsv([Line]).Split('\n');

        Assert.StartsWith("model,load,seconds,requests,answered,answeredPerSecond,wrong,", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("\"a,\"\"b\"\"\",closed,2,10,9,4.5,0,0,0,0,,,,,,,1.5", lines[1], StringComparison.Ordinal);
        Assert.Equal("", lines[2]);
    }

    [Fact]
    public void Json_has_the_same_columns()
    {
        using var json = JsonDocument.Parse(LoadFile.FormatJson([Line]));

        var line = json.RootElement[0];
        Assert.Equal(LoadFile.FormatCsv([]).Trim(), string.Join(',', line.EnumerateObject().Select(p => p.Name)));
        Assert.Equal(4.5, line.GetProperty("answeredPerSecond").GetDouble());
        Assert.Equal(JsonValueKind.Null, line.GetProperty("p99").ValueKind);
    }
}
