using System.Collections.Immutable;
using InferenceKit.ControlPlane.Repository.Files;

namespace InferenceKit.ControlPlane.Repository.Staging;

/// <summary>The files of one version folder as one listing found them. Immutable.</summary>
/// <param name="Files">By name.</param>
/// <param name="LastWritten">
/// When a file or folder was last written. Folders count, so that a version whose files keep their old times while they
/// are unpacked one after the other does not count as complete.
/// </param>
/// <param name="Problem">Why the folder cannot be a version, for people; null when it can.</param>
internal sealed record VersionContent(ImmutableArray<VersionFile> Files, DateTimeOffset LastWritten, string? Problem)
{
    /// <summary>Most files of one version.</summary>
    public const int MaxFiles = 1000;

    private const int MaxDepth = 8;

    public long Length
    {
        get
        {
            var bytes = 0L;
            foreach (var file in Files) bytes += file.Length;
            return bytes;
        }
    }

    /// <summary>Lists the files of a version's folder.</summary>
    /// <param name="root">The real path that nothing may lead out of.</param>
    /// <param name="folder">The version's folder.</param>
    public static VersionContent Read(string root, string folder) => Read(root, () => RealPathBelow(root, folder));

    /// <summary>Lists the files of a folder that is not part of a repository.</summary>
    /// <param name="root">Its real path, which nothing may lead out of.</param>
    public static VersionContent Read(string root) => Read(root, () => root);

    private static VersionContent Read(string root, Func<string> folder)
    {
        var files = new List<VersionFile>();
        var lastWritten = DateTimeOffset.UnixEpoch;
        string? problem = null;
        try
        {
            Walk(root, folder(), "", MaxDepth, files, ref lastWritten);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problem = e.Message;
        }
        files.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        return new([.. files], lastWritten, problem);
    }

    private static void Walk(
        string root, string folder, string prefix, int depth, List<VersionFile> files, ref DateTimeOffset lastWritten)
    {
        lastWritten = Later(lastWritten, Directory.GetLastWriteTimeUtc(folder));
        foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos())
        {
            // Editors' swap files, rsync's partial copies and the like: never part of a model.
            if (entry.Name.StartsWith('.')) continue;
            var path = entry.Attributes.HasFlag(FileAttributes.ReparsePoint) ? RealPathBelow(root, entry.FullName) : entry.FullName;
            if (Directory.Exists(path))
            {
                if (depth == 0) throw new IOException($"'{folder}' has folders nested deeper than {MaxDepth}.");
                Walk(root, path, $"{prefix}{entry.Name}/", depth - 1, files, ref lastWritten);
                continue;
            }
            var file = new FileInfo(path);
            if (!file.Exists) throw new IOException($"'{entry.FullName}' is a link to nothing, or was deleted meanwhile.");
            if (files.Count == MaxFiles) throw new IOException($"It holds more than {MaxFiles} files.");
            files.Add(new(prefix + entry.Name, path, file.Length, file.LastWriteTimeUtc));
            lastWritten = Later(lastWritten, file.LastWriteTimeUtc);
        }
    }

    private static string RealPathBelow(string root, string path)
    {
        var real = RealPath.Of(path);
        return RealPath.IsBelow(root, real)
            ? real
            : throw new IOException($"'{path}' is a symbolic link that leads out of the repository '{root}'.");
    }

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
