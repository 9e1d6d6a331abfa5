using System.Text.Encodings.Web;
using System.Text.Json;

namespace InferenceKit.Benchmarks.Reporting;

/// <summary>The report for machines: an array with one object a line.</summary>
internal static class ReportFile
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,

        // Targets read "<=", which needs no escape outside a web page.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Format(IReadOnlyList<ReportLine> lines) => JsonSerializer.Serialize(lines, Options) + "\n";

    /// <summary>Reads what <see cref="WriteAsync"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It is something else.</exception>
    public static async Task<IReadOnlyList<ReportLine>> ReadAsync(string path) => Parse(await File.ReadAllTextAsync(path));

    /// <summary>Reads what <see cref="Format"/> gave.</summary>
    /// <exception cref="InvalidDataException">It is something else.</exception>
    public static IReadOnlyList<ReportLine> Parse(string json)
    {
        try
        {
            var lines = JsonSerializer.Deserialize<ReportLine[]>(json, Options) ?? [];
            // What an interval is of stands in the metric alone.
            return [.. lines.Select(l => l with { IsOfAdded = l.Metric.EndsWith(ReportLine.AddedSuffix, StringComparison.Ordinal) })];
        }
        catch (JsonException e)
        {
            throw new InvalidDataException("The file holds no lines of a report.", e);
        }
    }

    public static Task WriteAsync(string path, IReadOnlyList<ReportLine> lines) =>
        File.WriteAllTextAsync(path, Format(lines));
}
