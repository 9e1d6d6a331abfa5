namespace InferenceKit.ControlPlane.Repository.Files;

/// <summary>Where a path really leads once every symbolic link on it has been followed.</summary>
internal static class RealPath
{
    private const int MaxLinks = 40;

    /// <summary>Follows every link of a path; what does not exist is taken as it is written.</summary>
    /// <exception cref="IOException">Links lead in a circle.</exception>
    public static string Of(string path)
    {
        var full = Path.GetFullPath(path);
        var real = Path.GetPathRoot(full)!;
        var pending = new Stack<string>();
        Push(pending, full[real.Length..]);
        for (var links = 0; pending.TryPop(out var segment);)
        {
            if (segment == ".") continue;
            if (segment == "..")
            {
                real = Path.GetDirectoryName(real) ?? real;
                continue;
            }
            var next = Path.Join(real, segment);
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                real = next;
                continue;
            }
            if (++links > MaxLinks) throw new IOException($"'{path}' has more than {MaxLinks} symbolic links, or they lead in a circle.");
            var targetRoot = Path.IsPathRooted(target) ? Path.GetPathRoot(target)! : "";
            if (targetRoot.Length > 0) real = targetRoot;
            Push(pending, target[targetRoot.Length..]);
        }
        return real;
    }

    /// <summary>Whether a real path lies below a real folder.</summary>
    public static bool IsBelow(string folder, string path) =>
        path.StartsWith(
            Path.EndsInDirectorySeparator(folder) ? folder : folder + Path.DirectorySeparatorChar,
            OperatingSystem.IsWindows() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);

    private static void Push(Stack<string> pending, string path)
    {
        var segments = path.Split(
            [Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries);
        for (var i = segments.Length - 1; i >= 0; i--) pending.Push(segments[i]);
    }
}
