using System.Globalization;

namespace InferenceKit.Benchmarks.Load;

/// <summary>What this process has read, from files and everything else.</summary>
internal static class ProcessReads
{
    private const string Counters = "/proc/self/io";
    private const string Read = "rchar:";

    /// <returns>Bytes; null where the system does not count them.</returns>
    public static long? Bytes()
    {
        if (!File.Exists(Counters))
            return null;
        var line = File.ReadLines(Counters).FirstOrDefault(l => l.StartsWith(Read, StringComparison.Ordinal));
        return line is null ? null : long.Parse(line.AsSpan(Read.Length), CultureInfo.InvariantCulture);
    }
}
