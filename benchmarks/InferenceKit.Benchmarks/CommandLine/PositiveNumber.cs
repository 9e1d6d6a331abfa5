using System.Globalization;

namespace InferenceKit.Benchmarks.CommandLine;

/// <summary>Numbers above zero.</summary>
internal static class PositiveNumber
{
    /// <exception cref="UsageException">It is not a positive number.</exception>
    public static double Parse(string option, string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value > 0
            ? value
            : throw new UsageException($"{option} needs a number above zero, not '{text}'.");

    /// <exception cref="UsageException">It is not a positive whole number.</exception>
    public static int ParseWhole(string option, string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value > 0
            ? value
            : throw new UsageException($"{option} needs a whole number above zero, not '{text}'.");
}
