using System.Runtime.InteropServices;

namespace InferenceKit.DataPlane.Execution;

/// <summary>How long a thread is left on its core while others wait for one.</summary>
/// <remarks>
/// Since Linux 6.12 a thread may ask for a slice of its own, and one that wakes with a shorter slice goes before one that runs with a longer. So a
/// thread that computes for milliseconds asks for a long one: it gets no more and no less of the core, and a thread that answers callers, keeps deadlines
/// or serves small models does not wait for its slice, by default some milliseconds, to end. Needs no right; older systems do not look at it.
/// See <c>sched(7)</c> and <c>sched_setattr(2)</c>.
/// </remarks>
internal static partial class TimeSlice
{
    private const ulong LongNanoseconds = 20_000_000, ShortNanoseconds = 100_000;
    private const uint UsualPolicy = 0;

    // By architecture; the C library has no function for it before glibc 2.41.
    private static readonly (nint Set, nint Get) Calls = RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => (314, 315),
        Architecture.Arm64 => (274, 275),
        _ => default,
    };

    /// <summary>Asks for a long slice for the calling thread, which gives way to any that wakes. Best effort.</summary>
    /// <returns>Whether the system took it.</returns>
    public static bool TryMakeLong() => TrySet(LongNanoseconds);

    /// <summary>Asks for a short slice for the calling thread, which has little to do and that at once. Best effort.</summary>
    /// <returns>Whether the system took it.</returns>
    public static bool TryMakeShort() => TrySet(ShortNanoseconds);

    private static bool TrySet(ulong nanoseconds)
    {
        if (!Mechanisms.TimeSlices || !OperatingSystem.IsLinux() || Calls == default) return false;
        try
        {
            var attributes = new Attributes { Size = (uint)Marshal.SizeOf<Attributes>() };
            // As it is, but for the slice: the nice value above all.
            if (Call(Calls.Get, 0, ref attributes, (nint)attributes.Size, 0) != 0 || attributes.Policy != UsualPolicy) return false;
            attributes.Runtime = nanoseconds;
            return Call(Calls.Set, 0, ref attributes, 0, 0) == 0;
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            return false;
        }
    }

    // Thread 0 is the calling one.
    [LibraryImport("libc", EntryPoint = "syscall")]
    private static partial nint Call(nint number, nint thread, ref Attributes attributes, nint third, nint fourth);

    // struct sched_attr of version 0.
    [StructLayout(LayoutKind.Sequential)]
    private struct Attributes
    {
        public uint Size;
        public uint Policy;
        public ulong Flags;
        public int Nice;
        public uint Priority;
        public ulong Runtime;
        public ulong Deadline;
        public ulong Period;
    }
}
