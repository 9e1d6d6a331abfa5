namespace InferenceKit.Benchmarks.Subjects.Library;

/// <summary>A repository on disk with both versions of every model that has a next one.</summary>
internal sealed class VersionFolders : IDisposable
{
    public VersionFolders(IEnumerable<HostedModel> models)
    {
        Path = Directory.CreateTempSubdirectory("inferencekit-repository-").FullName;
        foreach (var (name, first, next, _) in models)
        {
            if (next is null)
                continue;
            Add(name, LibraryKit.FirstVersion, first.Path);
            Add(name, LibraryKit.NextVersion, next.Path);
        }
    }

    public string Path { get; }

    public void Dispose() => Directory.Delete(Path, recursive: true);

    private void Add(string name, string version, string source)
    {
        var folder = Directory.CreateDirectory(System.IO.Path.Combine(Path, name, version)).FullName;
        File.Copy(source, System.IO.Path.Combine(folder, "model.onnx"));
    }
}
