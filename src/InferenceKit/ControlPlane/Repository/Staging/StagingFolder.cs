using System.Runtime.Versioning;
using InferenceKit.ControlPlane.Repository.Files;
using Microsoft.Extensions.Logging;

namespace InferenceKit.ControlPlane.Repository.Staging;

/// <summary>
/// This process's folder for staged versions, readable by its user alone. A lock file that is held open shows that the process is running.
/// The process id in the name is for people only, because ids repeat across containers that share a folder.
/// </summary>
internal sealed class StagingFolder : IDisposable
{
    private const string Prefix = "inferencekit-staging-";
    private const string LockName = ".lock";

    private readonly FileStream _lock;
    private readonly ILogger _logger;

    /// <param name="parent">Where it is made; null for the system's temporary folder.</param>
    /// <param name="logger">For leftovers that cannot be deleted.</param>
    /// <exception cref="IOException">It cannot be made.</exception>
    public StagingFolder(string? parent, ILogger logger)
    {
        _logger = logger;
        parent ??= System.IO.Path.GetTempPath();
        try
        {
            Directory.CreateDirectory(parent);
            CleanUp(parent);
            // The random part keeps other users from making the folder first, where every user may write to the parent.
            Path = System.IO.Path.Combine(parent, $"{Prefix}{Environment.ProcessId}-{Guid.NewGuid():N}");
            CreatePrivate(Path);
            _lock = new FileStream(System.IO.Path.Combine(Path, LockName), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException($"The staging folder cannot be made in '{parent}' (Repository:StagingPath): {e.Message}", e);
        }
    }

    public string Path { get; }

    public static void CreatePrivate(string path)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    public void Dispose()
    {
        _lock.Dispose();
        Delete(Path);
    }

    /// <summary>Deletes a folder; what cannot be deleted is left for the next process.</summary>
    public void Delete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            ControlPlaneLog.StagingNotDeleted(_logger, e, folder);
        }
    }

    private void CleanUp(string parent)
    {
        try
        {
            foreach (var folder in Directory.EnumerateDirectories(parent, Prefix + "*"))
                if (IsOwn(parent, folder) && IsAbandoned(folder)) Delete(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            ControlPlaneLog.StagingNotDeleted(_logger, e, parent);
        }
    }

    /// <summary>
    /// In a folder that every user may write to, another user could prepare one of our names and trade folders in it for
    /// links while it is deleted: so only what this user owns, which is what it may set the mode of, is touched there.
    /// </summary>
    private static bool IsOwn(string parent, string folder)
    {
        if (new DirectoryInfo(folder).LinkTarget is not null) return false;
        if (OperatingSystem.IsWindows() || !File.GetUnixFileMode(parent).HasFlag(UnixFileMode.OtherWrite)) return true;
        if (Environment.IsPrivilegedProcess) return IsPrivilegedOwn(parent, folder);
        try
        {
            File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>
    /// A privileged user may set every mode, so that it proves nothing, and its deletions reach everything: it asks for the owner. Below a folder
    /// with the sticky bit, as /tmp, no other user can rename what it owns, nor write into it.
    /// </summary>
    [UnsupportedOSPlatform("windows")]
    private static bool IsPrivilegedOwn(string parent, string folder) =>
        File.GetUnixFileMode(parent).HasFlag(UnixFileMode.StickyBit)
        && FileOwner.IsThisUser(folder)
        && (File.GetUnixFileMode(folder) & (UnixFileMode.GroupWrite | UnixFileMode.OtherWrite)) == 0;

    private static bool IsAbandoned(string folder)
    {
        try
        {
            var lockFile = System.IO.Path.Combine(folder, LockName);
            // Without a lock file it is not ours, or its process made it a moment ago and has not come to the lock yet.
            if (!File.Exists(lockFile)) return false;
            using var held = new FileStream(lockFile, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
