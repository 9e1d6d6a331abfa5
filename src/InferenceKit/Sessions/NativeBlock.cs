using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace InferenceKit.Sessions;

/// <summary>
/// Native memory of one owner, aligned for vectors. In debug builds a known pattern lies on both sides of it, so that a write beyond it is
/// found at the end of the run that made it.
/// </summary>
[SuppressMessage("Performance", "CA1822:Mark members as static", Justification = "Only in builds without canaries.")]
internal sealed unsafe class NativeBlock
{
    private const nuint Alignment = 64;
#if DEBUG
    private const int Canary = 64;
    private const byte Pattern = 0xC5;
#else
    private const int Canary = 0;
#endif
    private static long s_total;
    private byte* _start;

    /// <summary>The bytes of all blocks of the process.</summary>
    public static long TotalBytes => Volatile.Read(ref s_total);

    /// <summary>Where it begins; null where there is none.</summary>
    public byte* Data => _start is null ? null : _start + Canary;

    public nint Bytes { get; private set; }

    /// <summary>Takes memory of a size, in place of what there is. Its content is whatever lay there.</summary>
    /// <exception cref="OutOfMemoryException">There is none; nothing is held then.</exception>
    public void Reserve(nint bytes)
    {
        Free();
        // One byte at least: an empty tensor needs an address too.
        bytes = Math.Max(1, bytes);
        _start = (byte*)NativeMemory.AlignedAlloc(checked((nuint)bytes + 2 * Canary), Alignment);
        Bytes = bytes;
        Interlocked.Add(ref s_total, bytes);
        SetCanaries();
    }

    public void Free()
    {
        if (_start is null) return;
        CheckCanaries();
        NativeMemory.AlignedFree(_start);
        Interlocked.Add(ref s_total, -Bytes);
        _start = null;
        Bytes = 0;
    }

    /// <summary>Finds writes beyond the block; in debug builds alone.</summary>
    /// <exception cref="InvalidOperationException">There was one.</exception>
    [Conditional("DEBUG")]
    public void CheckCanaries()
    {
#if DEBUG
        if (_start is null) return;
        if (new ReadOnlySpan<byte>(_start, Canary).ContainsAnyExcept(Pattern) || new ReadOnlySpan<byte>(Data + Bytes, Canary).ContainsAnyExcept(Pattern))
            throw new InvalidOperationException("A write went beyond a buffer of the library.");
#endif
    }

    [Conditional("DEBUG")]
    private void SetCanaries()
    {
#if DEBUG
        new Span<byte>(_start, Canary).Fill(Pattern);
        new Span<byte>(Data + Bytes, Canary).Fill(Pattern);
#endif
    }
}
