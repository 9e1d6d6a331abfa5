using System.Globalization;

namespace InferenceKit.Benchmarks.CommandLine;

/// <summary>Times as people write them: <c>5ms</c>, <c>250us</c>, <c>2s</c>.</summary>
internal static class Duration
{
    private static readonly (string Unit, double Seconds)[] Units = [("us", 1e-6), ("ms", 1e-3), ("s", 1)];

    /// <exception cref="UsageException">It is no such time.</exception>
    public static TimeSpan Parse(string option, string text)
    {
        foreach (var (unit, seconds) in Units)
        {
            if (text.EndsWith(unit, StringComparison.Ordinal)
                && double.TryParse(text.AsSpan(0, text.Length - unit.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
                && value > 0)
                return TimeSpan.FromSeconds(value * seconds);
        }

        throw new UsageException($"{option} needs a time such as 5ms, not '{text}'.");
    }
}
