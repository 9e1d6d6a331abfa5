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

    public static Task WriteAsync(string path, IReadOnlyList<ReportLine> lines) =>
        File.WriteAllTextAsync(path, Format(lines));
}
