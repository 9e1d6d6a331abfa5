namespace InferenceKit.Soak.Hosting;

/// <summary>The temporary folders of a soak.</summary>
internal sealed class SoakFolders : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("inferencekit-soak-").FullName;

    public string Models => Path.Combine(_root, "models");

    public string State => Path.Combine(_root, "state");

    public string Staging => Path.Combine(_root, "staging");

    /// <summary>Where models lie before they are published.</summary>
    public string Drafts => Directory.CreateDirectory(Path.Combine(_root, "drafts")).FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
