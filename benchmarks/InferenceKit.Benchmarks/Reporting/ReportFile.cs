using System.Text.Json;
using System.Text.Json.Serialization;

namespace InferenceKit.Benchmarks.Reporting;

/// <summary>The report for machines: an array with one object a line.</summary>
internal static class ReportFile
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Format(IReadOnlyList<ReportLine> lines) => JsonSerializer.Serialize(lines, Options) + "\n";

    public static Task WriteAsync(string path, IReadOnlyList<ReportLine> lines) =>
        File.WriteAllTextAsync(path, Format(lines));
}
