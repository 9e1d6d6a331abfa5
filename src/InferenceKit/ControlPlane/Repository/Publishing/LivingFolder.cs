namespace InferenceKit.ControlPlane.Repository.Publishing;

/// <summary>
/// A hidden folder that a lock file held open keeps alive. One whose process is gone is deleted by the next.
/// </summary>
internal sealed class LivingFolder : IDisposable
{
    private const string Prefix = ".publish-";
    private const string LockName = "lock";

    // Between making the folder, its lock file and the lock there are moments that another process may fall into.
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    private readonly FileStream _lock;

    private LivingFolder(string path, FileStream @lock)
    {
        Path = path;
        _lock = @lock;
    }

    public string Path { get; }

    public static LivingFolder Create(string parent)
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
            // A link is nobody's temporary folder, and what it leads to is not to be deleted.
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

    /// <summary>What cannot be deleted is left for the next publisher: it is hidden, and harms nobody.</summary>
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
