using System.Diagnostics;

namespace InferenceKit.Benchmarks.Load;

/// <summary>Timestamps to time and back.</summary>
internal static class Ticks
{
    public static long Now => Stopwatch.GetTimestamp();

    public static double ToSeconds(long ticks) => (double)ticks / Stopwatch.Frequency;

    public static long ToNanoseconds(long ticks) => (long)(ticks * (1e9 / Stopwatch.Frequency));

    public static long FromSeconds(double seconds) => (long)(seconds * Stopwatch.Frequency);
}
