namespace InferenceKit.Tests.Sources;

/// <summary>The working copy that these tests were built from.</summary>
internal static class RepositoryRoot
{
    public static string Folder { get; } = Find();

    /// <summary>A file's or folder's path from its path in the repository.</summary>
    public static string At(params string[] parts) => Path.Combine([Folder, .. parts]);

    /// <summary>A path in the repository, with forward slashes.</summary>
    public static string Relative(string path) => Path.GetRelativePath(Folder, path).Replace('\\', '/');

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "InferenceKit.sln"))) return folder.FullName;
        throw new DirectoryNotFoundException("No folder above the tests holds InferenceKit.sln.");
    }
}
