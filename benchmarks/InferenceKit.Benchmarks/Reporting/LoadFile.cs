using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json;

namespace InferenceKit.Benchmarks.Reporting;

/// <summary>Lines of a load for other programs: the same columns in both formats.</summary>
internal static class LoadFile
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, WriteIndented = true };
    private static readonly PropertyInfo[] Columns = typeof(LoadLine).GetProperties(BindingFlags.Public | BindingFlags.Instance);

    public static string FormatJson(IReadOnlyList<LoadLine> lines) => JsonSerializer.Serialize(lines, Options) + "\n";

    public static string FormatCsv(IReadOnlyList<LoadLine> lines)
    {
        var text = new StringBuilder().AppendJoin(',', Columns.Select(c => JsonNamingPolicy.CamelCase.ConvertName(c.Name))).Append('\n');
        foreach (var line in lines)
            text.AppendJoin(',', Columns.Select(c => Cell(c.GetValue(line)))).Append('\n');
        return text.ToString();
    }

    private static string Cell(object? value) => value switch
    {
        null => "",
        string text when text.AsSpan().IndexOfAny(",\"\r\n") >= 0 => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"",
        _ => string.Create(CultureInfo.InvariantCulture, $"{value}"),
    };
}
