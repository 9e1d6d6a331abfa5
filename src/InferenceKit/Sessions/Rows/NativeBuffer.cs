using System.Diagnostics;
using System.Runtime.InteropServices;

namespace InferenceKit.Sessions.Rows;

/// <summary>
/// Native memory of one input or output. Native, so that its address never moves and needs no pin. Debug builds put a guard before and
/// behind it, and check it after each run.
/// </summary>
internal sealed unsafe class NativeBuffer : IDisposable
{
    private const int Alignment = 64;
    private const byte Guard = 0xC7;

#if DEBUG
    private const int GuardBytes = 64;
#else
    private const int GuardBytes = 0;
#endif

    private static long s_heldBytes;
    private byte* _block;

    /// <summary>The bytes of all buffers of the process.</summary>
    public static long HeldBytes => Volatile.Read(ref s_heldBytes);

    /// <summary>The first byte; null where nothing is reserved.</summary>
    public byte* Data { get; private set; }

    /// <summary>How many bytes are reserved.</summary>
    public nint Bytes { get; private set; }

    /// <summary>Reserves memory instead of what was there. Its content is undefined.</summary>
    /// <exception cref="OutOfMemoryException">There is no such memory. Nothing is reserved then.</exception>
    public void Reserve(nint bytes)
    {
        Free();
        // One byte at least, because an empty tensor needs an address too.
        bytes = Math.Max(1, bytes);
        _block = (byte*)NativeMemory.AlignedAlloc(checked((nuint)bytes + 2 * GuardBytes), Alignment);
        Data = _block + GuardBytes;
        Bytes = bytes;
        Interlocked.Add(ref s_heldBytes, bytes);
        FillGuards();
    }

    /// <summary>Gives the memory back.</summary>
    public void Free()
    {
        if (_block is null) return;
        CheckGuards();
        Interlocked.Add(ref s_heldBytes, -Bytes);
        NativeMemory.AlignedFree(_block);
        _block = null;
        Data = null;
        Bytes = 0;
    }

    /// <summary>Sees that nothing was written beside the memory.</summary>
    /// <exception cref="InvalidOperationException">Something was.</exception>
    [Conditional("DEBUG")]
    public void CheckGuards()
    {
        if (_block is null) return;
        if (new ReadOnlySpan<byte>(_block, GuardBytes).ContainsAnyExcept(Guard))
            throw new InvalidOperationException($"Memory before a buffer of {Bytes} bytes was overwritten.");
        if (new ReadOnlySpan<byte>(Data + Bytes, GuardBytes).ContainsAnyExcept(Guard))
            throw new InvalidOperationException($"Memory behind a buffer of {Bytes} bytes was overwritten.");
    }

    public void Dispose() => Free();

    [Conditional("DEBUG")]
    private void FillGuards()
    {
        new Span<byte>(_block, GuardBytes).Fill(Guard);
        new Span<byte>(Data + Bytes, GuardBytes).Fill(Guard);
    }
}
