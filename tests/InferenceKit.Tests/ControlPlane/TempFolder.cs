namespace InferenceKit.Tests.ControlPlane;

/// <summary>A folder of its own for one test.</summary>
internal sealed class TempFolder : IDisposable
{
    public TempFolder()
    {
        // The real path: a temporary folder behind a link would blur what tests of links show.
        Path = InferenceKit.ControlPlane.Repository.Files.RealPath.Of(Directory.CreateTempSubdirectory("control-plane-test-").FullName);
    }

    public string Path { get; }

    public string this[string relative] => System.IO.Path.Combine(Path, relative);

    /// <summary>Writes a file, with its folders, as if an hour ago unless told otherwise.</summary>
    public string Write(string relative, string content, TimeSpan? age = null)
    {
        var path = this[relative];
        var folder = System.IO.Path.GetDirectoryName(path)!;
        Directory.CreateDirectory(folder);
        File.WriteAllText(path, content);
        var time = DateTime.UtcNow - (age ?? TimeSpan.FromHours(1));
        File.SetLastWriteTimeUtc(path, time);
        Directory.SetLastWriteTimeUtc(folder, time);
        return path;
    }

    public void Dispose()
    {
        if (Directory.Exists(Path)) Directory.Delete(Path, recursive: true);
    }
}
