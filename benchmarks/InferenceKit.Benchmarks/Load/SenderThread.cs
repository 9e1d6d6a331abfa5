using System.Runtime.InteropServices;

namespace InferenceKit.Benchmarks.Load;

/// <summary>
/// A thread that sends requests when they are due without keeping a core: it sleeps to within some microseconds, and goes before other threads
/// when it wakes. Only where the system has such sleeps and grants the right; a server's clients are on machines of their own.
/// </summary>
internal static partial class SenderThread
{
    private const int Fifo = 1, TimerSlack = 29;

    /// <summary>Whether there are such threads here.</summary>
    public static bool Exists { get; } = TryFind();

    /// <summary>Makes the calling thread one; for as long as it lives.</summary>
    public static bool TryBecome()
    {
        if (!OperatingSystem.IsLinux())
            return false;
        var parameters = new Parameters { Priority = 1 };
        return SetScheduler(0, Fifo, in parameters) == 0 && Control(TimerSlack, 1, 0, 0, 0) == 0;
    }

    /// <param name="ticks">Of <see cref="Ticks"/>.</param>
    public static void Sleep(long ticks)
    {
        var time = new TimeSpec { Seconds = (nint)Ticks.ToSeconds(ticks) };
        time.Nanoseconds = (nint)((Ticks.ToSeconds(ticks) - time.Seconds) * 1e9);
        _ = NanoSleep(in time, 0);
    }

    private static bool TryFind()
    {
        var isFound = false;
        var thread = new Thread(() => isFound = TryBecome());
        thread.Start();
        thread.Join();
        return isFound;
    }

    [LibraryImport("libc", EntryPoint = "sched_setscheduler")]
    private static partial int SetScheduler(int thread, int policy, in Parameters parameters);

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int Control(int option, nint first, nint second, nint third, nint fourth);

    [LibraryImport("libc", EntryPoint = "nanosleep")]
    private static partial int NanoSleep(in TimeSpec time, nint remaining);

    private struct Parameters
    {
        public int Priority;
    }

    private struct TimeSpec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
