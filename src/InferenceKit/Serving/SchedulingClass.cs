using System.Runtime.InteropServices;

namespace InferenceKit.Serving;

/// <summary>Lets the calling thread run only when its core is otherwise idle.</summary>
internal static partial class SchedulingClass
{
    private const int Idle = 5;

    /// <summary>
    /// Best effort. Linux ignores a thread's priority, but not the idle class, which needs no privilege. Without a privilege there
    /// is no way back, and threads that such a thread starts inherit the class.
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
