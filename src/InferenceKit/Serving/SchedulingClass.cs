using System.Runtime.InteropServices;

namespace InferenceKit.Serving;

/// <summary>Lets the calling thread run only when nobody else wants its core.</summary>
internal static partial class SchedulingClass
{
    private const int Idle = 5;

    /// <summary>
    /// Best effort. On Linux a thread's priority is not looked at, while the idle class is and needs no privilege; there
    /// is no way back without one, and threads made by such a thread are such threads.
    /// </summary>
    public static void EnterIdle()
    {
        try
        {
            if (OperatingSystem.IsLinux()) _ = SetScheduler(0, Idle, 0);
            else Thread.CurrentThread.Priority = ThreadPriority.BelowNormal;
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            Thread.CurrentThread.Priority = ThreadPriority.BelowNormal;
        }
    }

    // Thread 0 is the calling one; struct sched_param is a single int.
    [LibraryImport("libc", EntryPoint = "sched_setscheduler")]
    private static partial int SetScheduler(int thread, int policy, in int parameters);
}
