using System.Runtime.InteropServices;

namespace InferenceKit.DataPlane.Execution;

/// <summary>Sleeps for less than a millisecond, where the system can; .NET's own waits take whole ones.</summary>
internal static partial class PreciseSleep
{
    private static volatile bool s_exists = !OperatingSystem.IsWindows();

    /// <param name="ticks">Of the system's clock, less than a second's; a signal may end the sleep early.</param>
    /// <returns>False, without having slept, where the system has none.</returns>
    public static bool TrySleep(long ticks)
    {
        if (!s_exists) return false;
        try
        {
            var time = new TimeSpec { Nanoseconds = (nint)(ticks * 1e9 / TimeProvider.System.TimestampFrequency) };
            _ = NanoSleep(in time, 0);
            return true;
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            return s_exists = false;
        }
    }

    [LibraryImport("libc", EntryPoint = "nanosleep")]
    private static partial int NanoSleep(in TimeSpec time, nint remaining);

    // Both are as wide as a pointer on every system that the native library exists for.
    private struct TimeSpec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
