namespace InferenceKit.ControlPlane.Repository;

/// <summary>Copies a version's files into a private folder.</summary>
internal static class FileCopy
{
    // Below the large object heap: a swap every second must not bring on full collections.
    internal const int BufferBytes = 1 << 16;

    /// <exception cref="IOException">A file is too large, gone or unreadable, or its length changed.</exception>
    public static void CopyAll(IEnumerable<VersionFile> files, string directory, long maxFileBytes, CancellationToken cancellationToken)
    {
        foreach (var file in files) Copy(file, Path.Combine(directory, file.Name), maxFileBytes, cancellationToken);
    }

    private static void Copy(VersionFile file, string target, long maxFileBytes, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        try
        {
            using var from = new FileStream(file.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1, FileOptions.SequentialScan);
            using var to = new FileStream(target, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1);
            Copy(from, to, file, maxFileBytes, cancellationToken);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException($"'{file.Name}' cannot be read: {e.Message}", e);
        }
    }

    private static void Copy(FileStream from, FileStream to, VersionFile file, long maxFileBytes, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferBytes];
        var copied = 0L;
        for (int read; (read = from.Read(buffer)) > 0;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            // Counted while copying: a file may grow after its length was looked at.
            if ((copied += read) > maxFileBytes)
                throw new IOException($"'{file.Name}' is larger than the limit of {maxFileBytes} bytes (Repository:MaxFileBytes).");
            to.Write(buffer, 0, read);
        }
        if (copied != file.Length) throw new IOException($"'{file.Name}' changed while it was copied.");
    }
}
