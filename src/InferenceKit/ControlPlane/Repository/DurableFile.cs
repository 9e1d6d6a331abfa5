using System.Runtime.InteropServices;

namespace InferenceKit.ControlPlane.Repository;

/// <summary>Writes that survive a crash of the process and of the machine: what is there is the old content or the new one, whole.</summary>
internal static partial class DurableFile
{
    private const string TempSuffix = ".tmp";

    /// <summary>Replaces a file in one step. One writer of a path at a time: whoever calls holds a lock.</summary>
    /// <exception cref="IOException">It could not be written; the old content stands.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written; the old content stands.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        // One name: what a killed writer left is overwritten by the next.
        var temp = path + TempSuffix;
        try
        {
            using (var file = new FileStream(temp, FileMode.Create, FileAccess.Write, FileShare.None, 1))
            {
                file.Write(content);
                Flush(file);
            }
            File.Move(temp, path, overwrite: true);
        }
        catch
        {
            TryDelete(temp);
            throw;
        }
        FlushFolder(Path.GetDirectoryName(path)!);
    }

    /// <summary>Brings what was written to the disk itself.</summary>
    public static void Flush(FileStream file) => file.Flush(flushToDisk: true);

    /// <summary>Brings names that were made, moved or deleted in a folder to the disk. Windows does so by itself.</summary>
    public static void FlushFolder(string folder)
    {
        if (OperatingSystem.IsWindows()) return;
        var handle = Open(folder, 0);
        if (handle < 0) return;
        // Some file systems cannot, and say so; there is nothing better to do on them.
        _ = Sync(handle);
        _ = Close(handle);
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The failure that led here is the one to tell.
        }
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int Sync(int handle);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int handle);
}
