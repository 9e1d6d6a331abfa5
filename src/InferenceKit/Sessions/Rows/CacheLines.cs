using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace InferenceKit.Sessions.Rows;

/// <summary>Brings memory to this core before it is needed, where the processor can be asked for it. A hint: it waits for nothing, and changes nothing.</summary>
internal static unsafe class CacheLines
{
    private const int Line = 64;

    /// <param name="near">Where it is.</param>
    /// <param name="before">The bytes before that are wanted.</param>
    /// <param name="after">The bytes from there on that are wanted.</param>
    public static void Fetch<T>(ref T near, int before, int after)
    {
        if (!Sse.IsSupported) return;
        // The collector may move the object meanwhile. Then the wrong lines are fetched, which does no harm.
        var address = (byte*)Unsafe.AsPointer(ref near);
        for (var at = -before; at < after; at += Line) Sse.Prefetch0(address + at);
    }
}
