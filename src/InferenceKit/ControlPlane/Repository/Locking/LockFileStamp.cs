
namespace InferenceKit.ControlPlane.Repository.Locking;

/// <summary>What tells one state of a lock file from the next without reading it. Immutable.</summary>
/// <param name="RealPath">Behind all links: a mounted volume may change by turning a link.</param>
/// <param name="Length">In bytes.</param>
/// <param name="LastWritten">By the file system's clock.</param>
internal sealed record LockFileStamp(string RealPath, long Length, DateTimeOffset LastWritten)
{
    /// <returns>Null when there is no such file, or its attributes cannot be read.</returns>
    public static LockFileStamp? Of(string path)
    {
        // Checked first: it is cheap, and nearly always the result on a host without a lock file.
        if (!File.Exists(path)) return null;
        try
        {
            var file = new FileInfo(Files.RealPath.Of(path));
            return new(file.FullName, file.Length, file.LastWriteTimeUtc);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
