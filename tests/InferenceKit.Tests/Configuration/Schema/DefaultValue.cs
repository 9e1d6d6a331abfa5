using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace InferenceKit.Tests.Configuration.Schema;

/// <summary>Turns a default as a documentation comment words it into the value that configuration would have.</summary>
internal static partial class DefaultValue
{
    /// <param name="text">As in <c>"cpu"</c>, <c>10 seconds</c>, <c>8 GiB</c>, <c>1; parallelism comes from …</c>.</param>
    /// <param name="type">The type of the option, not nullable.</param>
    /// <returns>Null where the words are no value, as in <c>none</c> or <c>by the run time …</c>.</returns>
    public static JsonNode? Read(string text, Type type)
    {
        if (type == typeof(string)) return Quoted().Match(text) is { Success: true } quoted ? quoted.Groups[1].Value : null;
        var first = Clause().Match(text).Value.Trim();
        if (type == typeof(bool)) return bool.TryParse(first, out var flag) ? flag : null;
        if (type == typeof(TimeSpan)) return Duration(first)?.ToString("c", CultureInfo.InvariantCulture);
        if (type.IsEnum) return Enum.GetNames(type).FirstOrDefault(name => name == first);
        if (type == typeof(double) || type == typeof(float))
            return double.TryParse(first, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
        return Whole(first);
    }

    private static JsonNode? Whole(string text) =>
        Measured().Match(text) is { Success: true } found
        && long.TryParse(found.Groups[1].Value.Replace(",", "", StringComparison.Ordinal), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? found.Groups[2].Value switch { "" => number, "KiB" => number << 10, "MiB" => number << 20, "GiB" => number << 30, _ => null }
            : null;

    private static TimeSpan? Duration(string text)
    {
        if (Measured().Match(text) is not { Success: true } found) return null;
        var number = double.Parse(found.Groups[1].Value, CultureInfo.InvariantCulture);
        return found.Groups[2].Value.TrimEnd('s') switch
        {
            "m" or "millisecond" => TimeSpan.FromMilliseconds(number),
            "second" => TimeSpan.FromSeconds(number),
            "minute" => TimeSpan.FromMinutes(number),
            "hour" => TimeSpan.FromHours(number),
            "day" => TimeSpan.FromDays(number),
            _ => null,
        };
    }

    [GeneratedRegex("^\"([^\"]*)\"")]
    private static partial Regex Quoted();

    // Up to a semicolon or the full stop, but not the point of a number.
    [GeneratedRegex(@"^(?:[^.;]|\.(?=\d))*")]
    private static partial Regex Clause();

    [GeneratedRegex(@"^(-?[\d,]+(?:\.\d+)?) ?([A-Za-z]*)$")]
    private static partial Regex Measured();
}
