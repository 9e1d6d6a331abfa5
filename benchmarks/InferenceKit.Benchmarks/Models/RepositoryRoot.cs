namespace InferenceKit.Benchmarks.Models;

/// <summary>The folder of the solution this program was built from, if it still stands above the program.</summary>
internal static class RepositoryRoot
{
    public static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "InferenceKit.sln")))
                return folder.FullName;
        }

        return null;
    }
}
