namespace InferenceKit.Benchmarks.Subjects.Library;

/// <summary>A folder for state, on a disk: where temporary files are kept in memory a flush would cost nothing.</summary>
internal sealed class StateFolder : IDisposable
{
    public StateFolder()
    {
        var temporary = System.IO.Path.GetTempPath();
        var parent = new DriveInfo(temporary).DriveFormat is "tmpfs" or "ramfs" ? AppContext.BaseDirectory : temporary;
        Path = System.IO.Path.Combine(parent, $"inferencekit-state-{Guid.NewGuid():N}");
        Directory.CreateDirectory(Path);
    }

    public string Path { get; }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
