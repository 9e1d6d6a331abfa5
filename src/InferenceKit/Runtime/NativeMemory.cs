using System.Buffers.Text;
using System.Diagnostics;

namespace InferenceKit.Runtime;

/// <summary>The memory of this process that is not the garbage collector's.</summary>
internal static class NativeMemory
{
    /// <summary>
    /// Bytes that are resident and belong to no file, less those of the managed heap. An estimate, good to some ten megabytes: the heap is
    /// measured at another moment, and may keep memory that it does not use.
    /// </summary>
    public static long Bytes() => Math.Max(0, PrivateBytes() - ManagedBytes());

    private static long ManagedBytes() => Math.Max(GC.GetTotalMemory(forceFullCollection: false), GC.GetGCMemoryInfo(GCKind.Any).TotalCommittedBytes);

    private static long PrivateBytes()
    {
        if (OperatingSystem.IsLinux() && TryReadStatm() is { } bytes) return bytes;
        using var process = Process.GetCurrentProcess();
        return OperatingSystem.IsWindows() ? process.PrivateMemorySize64 : process.WorkingSet64;
    }

    // "size resident shared …", in pages. Reading it takes some microseconds; what the framework offers reads several files.
    private static long? TryReadStatm()
    {
        try
        {
            using var file = File.OpenHandle("/proc/self/statm");
            Span<byte> buffer = stackalloc byte[128];
            var text = (ReadOnlySpan<byte>)buffer[..RandomAccess.Read(file, buffer, 0)];
            return Skip(ref text) is not null && Skip(ref text) is { } resident && Skip(ref text) is { } shared
                ? (resident - shared) * Environment.SystemPageSize
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return null;
        }
    }

    private static long? Skip(ref ReadOnlySpan<byte> text)
    {
        if (!Utf8Parser.TryParse(text, out long number, out var length)) return null;
        text = text[length..];
        if (!text.IsEmpty) text = text[1..];
        return number;
    }
}
