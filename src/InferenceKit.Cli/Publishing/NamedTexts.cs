using System.Globalization;
using InferenceKit.Cli.CommandLine;

namespace InferenceKit.Cli.Publishing;

/// <summary>Reads <c>name=value</c> from a command line.</summary>
internal static class NamedTexts
{
    /// <exception cref="ToolException">One has no name or no '=', or a name comes twice.</exception>
    public static Dictionary<string, string> Read(string option, IEnumerable<string> texts)
    {
        var named = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var text in texts)
        {
            var at = text.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0) throw ToolException.Usage($"{option} '{text}' is not written as name=value.");
            if (!named.TryAdd(text[..at], text[(at + 1)..])) throw ToolException.Usage($"{option} '{text[..at]}' comes twice.");
        }
        return named;
    }

    /// <exception cref="ToolException">As for texts, or a value is no number.</exception>
    public static Dictionary<string, double> ReadNumbers(string option, IEnumerable<string> texts) =>
        Read(option, texts).ToDictionary(
            n => n.Key,
            n => double.TryParse(n.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                ? number
                : throw ToolException.Usage($"{option} '{n.Key}={n.Value}' is no number."),
            StringComparer.Ordinal);
}
