using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace InferenceKit.ControlPlane.Repository.Files;

/// <summary>
/// Opens what has to be a regular file. A pipe instead of a file would keep its reader waiting for ever, and a device
/// may have no end.
/// </summary>
internal static partial class RegularFile
{
    private const int ReadOnly = 0;

    // The constants of fcntl.h: O_NONBLOCK (a pipe without a writer opens at once) and O_CLOEXEC.
    private static readonly int Flags = ReadOnly | (OperatingSystem.IsMacOS() ? 0x4 | 0x1000000 : 0x800 | 0x80000);

    /// <exception cref="IOException">It is gone or no regular file.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static FileStream OpenRead(string path)
    {
        if (!OperatingSystem.IsLinux() && !OperatingSystem.IsMacOS())
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1, FileOptions.SequentialScan);
        var handle = Open(path, Flags);
        var error = Marshal.GetLastPInvokeError();
        // The same exceptions and messages as the framework's own.
        if (handle < 0) return File.Exists(path) ? throw Failed(path, error) : throw new FileNotFoundException($"Could not find file '{path}'.", path);
        FileStream? file = null;
        var safe = new SafeFileHandle(handle, ownsHandle: true);
        try
        {
            file = new FileStream(safe, FileAccess.Read, 1);
            // Pipes, sockets and terminals cannot seek; a device has no length.
            if (file.CanSeek && (file.Length > 0) == (file.ReadByte() >= 0)) return Rewound(file);
        }
        catch (Exception e) when (e is NotSupportedException or ArgumentException)
        {
            // The framework throws this for a handle of something that is not a file.
        }
        catch
        {
            file?.Dispose();
            safe.Dispose();
            throw;
        }
        file?.Dispose();
        safe.Dispose();
        throw new IOException($"'{path}' is no regular file.");
    }

    private static FileStream Rewound(FileStream file)
    {
        file.Position = 0;
        return file;
    }

    private static Exception Failed(string path, int error)
    {
        const int NotPermitted = 1, AccessDenied = 13;
        return error is NotPermitted or AccessDenied
            ? new UnauthorizedAccessException($"Access to the path '{path}' is denied.")
            : new IOException($"'{path}' cannot be opened: {Marshal.GetPInvokeErrorMessage(error)}.");
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Open(string path, int flags);
}
