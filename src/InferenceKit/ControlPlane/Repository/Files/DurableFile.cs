using System.Runtime.InteropServices;

namespace InferenceKit.ControlPlane.Repository.Files;

/// <summary>
/// Writes that outlive a crash of the process or the machine: at any moment the old content is there or the new one, whole.
/// Thread-safe; of several writers to one path the last one counts.
/// </summary>
internal static partial class DurableFile
{
    private const int Interrupted = 4;

    // The constants of fcntl.h: O_RDONLY, O_DIRECTORY (nothing but a folder) and O_CLOEXEC.
    private static readonly int FolderFlags =
        OperatingSystem.IsMacOS() ? 0x100000 | 0x1000000
        : RuntimeInformation.ProcessArchitecture is Architecture.Arm or Architecture.Arm64 ? 0x4000 | 0x80000
        : 0x10000 | 0x80000;

    /// <summary>
    /// Writes a whole file: into a hidden one beside it, which is flushed to disk and then renamed over it.
    /// </summary>
    /// <exception cref="IOException">It cannot be written; the message says why. The old content stays.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        path = Path.GetFullPath(path);
        var folder = Path.GetDirectoryName(path)!;
        var temporary = Path.Join(folder, $".{Path.GetFileName(path)}.{Guid.NewGuid():N}.tmp");
        try
        {
            using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1))
            {
                file.Write(content);
                // Before the rename: otherwise a crash of the machine could leave the new name with no content.
                Flush(file);
            }
            File.Move(temporary, path, overwrite: true);
            FlushFolder(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Delete(temporary);
            // The message names the file that the caller knows, not the hidden one.
            throw new IOException($"'{path}' cannot be written: {e.Message.Replace(temporary, path, StringComparison.Ordinal)}", e);
        }
    }

    /// <summary>Deletes the hidden files of writers that were killed before they came to the rename; what cannot be deleted stays.</summary>
    /// <param name="path">The file that they were to write.</param>
    /// <param name="age">How long ago they last wrote, at least; zero only for a caller that keeps other writers out meanwhile.</param>
    public static void DeleteLeftovers(string path, TimeSpan age)
    {
        path = Path.GetFullPath(path);
        var (folder, prefix) = (Path.GetDirectoryName(path)!, $".{Path.GetFileName(path)}.");
        var latest = TimeProvider.System.GetUtcNow().UtcDateTime - age;
        foreach (var file in Directory.EnumerateFiles(folder, ".*.tmp"))
        {
            var name = Path.GetFileName(file);
            if (!name.StartsWith(prefix, StringComparison.Ordinal) || name.Length <= prefix.Length + ".tmp".Length) continue;
            // A further dot belongs to the hidden file of another file, whose name begins with this file's name.
            if (name[prefix.Length..^".tmp".Length].Contains('.', StringComparison.Ordinal)) continue;
            if (age == TimeSpan.Zero || File.GetLastWriteTimeUtc(file) < latest) Delete(file);
        }
    }

    /// <summary>Waits until what was written to a file is on the disk.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public static void Flush(FileStream file) => file.Flush(flushToDisk: true);

    /// <summary>
    /// Waits until the names in a folder are on the disk: files that were made, renamed or deleted in it. On Windows nothing,
    /// as its file system keeps a journal of names.
    /// </summary>
    /// <exception cref="IOException">The folder is gone, or the disk failed.</exception>
    public static void FlushFolder(string folder)
    {
        if (!OperatingSystem.IsLinux() && !OperatingSystem.IsMacOS()) return;
        var handle = Retry(folder, static folder => Open(folder, FolderFlags));
        if (handle < 0) throw Failed(folder);
        try
        {
            // Network file systems may not support it; the framework ignores the same errors for files.
            const int ReadOnlySystem = 30, Invalid = 22, NotSupportedOnLinux = 95, NotSupportedOnMac = 45;
            if (Retry(handle, FSync) < 0
                && Marshal.GetLastPInvokeError() is not (ReadOnlySystem or Invalid or NotSupportedOnLinux or NotSupportedOnMac)) throw Failed(folder);
        }
        finally
        {
            _ = Close(handle);
        }
    }

    private static int Retry<T>(T argument, Func<T, int> call)
    {
        int result;
        do result = call(argument);
        while (result < 0 && Marshal.GetLastPInvokeError() == Interrupted);
        return result;
    }

    private static IOException Failed(string folder) =>
        new($"'{folder}' cannot be flushed to disk: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}.");

    private static void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The failure that led here is the one to report.
        }
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(int handle);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int handle);
}
