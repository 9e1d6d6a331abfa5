namespace InferenceKit.Cli.CommandLine;

/// <summary>Reads a small file that a command line names. A pipe is one too, so that a secret need not lie on the disk.</summary>
internal static class SmallFile
{
    /// <returns>The whole file; null where it has more bytes than may be read.</returns>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static byte[]? TryRead(string path, int maxBytes)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var content = new MemoryStream();
        var buffer = new byte[1 << 16];
        // Counted while it is read: a length that was asked for before would be that of another file, or of none for a pipe.
        for (int read; (read = file.Read(buffer)) > 0; content.Write(buffer, 0, read))
            if (content.Length + read > maxBytes) return null;
        return content.ToArray();
    }
}
