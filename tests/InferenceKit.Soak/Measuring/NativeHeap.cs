using System.Runtime.InteropServices;

namespace InferenceKit.Soak.Measuring;

/// <summary>The allocator of native code.</summary>
internal static class NativeHeap
{
    // M_ARENA_MAX of glibc's malloc.h.
    private const int ArenaMax = -8;

    /// <summary>
    /// Lets glibc keep one arena instead of up to eight a core. Each has holes of its own where versions come and go, and with several
    /// they fill so slowly that their growth, 17 MB in seven minutes, looks like a leak and hides one.
    /// </summary>
    public static void UseOneArena()
    {
        if (!OperatingSystem.IsLinux())
            return;
        try
        {
            _ = SetOption(ArenaMax, 1);
        }
        catch (EntryPointNotFoundException)
        {
            // Another C library, which has no arenas.
        }
    }

    [DllImport("libc", EntryPoint = "mallopt")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetOption(int option, int value);
}
