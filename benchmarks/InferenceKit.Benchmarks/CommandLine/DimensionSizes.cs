using System.Globalization;

namespace InferenceKit.Benchmarks.CommandLine;

/// <summary>Sizes of dynamic dimensions, one <c>--dim NAME=SIZE</c> each.</summary>
internal static class DimensionSizes
{
    /// <exception cref="UsageException">It is no name with a size.</exception>
    public static IReadOnlyDictionary<string, long> With(IReadOnlyDictionary<string, long> sizes, string value)
    {
        var equals = value.LastIndexOf('=');
        if (equals <= 0 || !long.TryParse(value.AsSpan(equals + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var size))
            throw new UsageException($"--dim needs NAME=SIZE, not '{value}'.");
        return new Dictionary<string, long>(sizes) { [value[..equals]] = size };
    }
}
