namespace InferenceKit.ControlPlane.Repository.Publishing;

/// <summary>
/// A hidden folder with a lock file that its process holds open. A folder whose process is gone is deleted by the next publisher.
/// </summary>
internal sealed class LockedFolder : IDisposable
{
    private const string Prefix = ".publish-";
    private const string LockName = "lock";

    // A folder exists for a moment without a lock file, and the lock file for a moment without a lock. Another process must not delete it then.
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    private readonly FileStream _lock;

    private LockedFolder(string path, FileStream @lock)
    {
        Path = path;
        _lock = @lock;
    }

    public string Path { get; }

    public static LockedFolder Create(string parent)
    {
        var path = System.IO.Path.Combine(parent, $"{Prefix}{Guid.NewGuid():N}");
        Directory.CreateDirectory(path);
        return new(path, new FileStream(System.IO.Path.Combine(path, LockName), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None));
    }

    public static void DeleteAbandoned(string parent)
    {
        foreach (var folder in Directory.EnumerateDirectories(parent, Prefix + "*"))
            if (IsAbandoned(folder)) Delete(folder);
    }

    public void Dispose()
    {
        _lock.Dispose();
        Delete(Path);
    }

    private static bool IsAbandoned(string folder)
    {
        try
        {
            // A link is never a temporary folder of a publisher, and what it leads to must not be deleted.
            if (new DirectoryInfo(folder).LinkTarget is not null) return false;
            var lockFile = System.IO.Path.Combine(folder, LockName);
            var since = File.Exists(lockFile) ? File.GetLastWriteTimeUtc(lockFile) : Directory.GetLastWriteTimeUtc(folder);
            if (TimeProvider.System.GetUtcNow() - since < Grace) return false;
            using var held = new FileStream(lockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>What cannot be deleted is left for the next publisher. It is hidden, and does no harm.</summary>
    private static void Delete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }
}
