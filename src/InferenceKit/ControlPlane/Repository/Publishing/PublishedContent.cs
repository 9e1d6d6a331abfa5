using InferenceKit.ControlPlane.Repository.Files;
using InferenceKit.ControlPlane.Repository.Staging;

namespace InferenceKit.ControlPlane.Repository.Publishing;

/// <summary>A version's files where they are prepared: copied and hashed.</summary>
internal sealed class PublishedContent
{
    private readonly ArtifactWriter _writer;
    private readonly string _folder;

    private PublishedContent(ArtifactWriter writer, string folder, string model)
    {
        _writer = writer;
        _folder = folder;
        ModelPath = Path.Combine(folder, model);
    }

    public string ModelPath { get; }

    public IReadOnlyList<ArtifactFile> Files => [.. _writer.Files];

    public string Digest => _writer.Digest;

    /// <exception cref="IOException">The source is not there or cannot be read, or holds no single model.</exception>
    public static PublishedContent Copy(string source, string folder, CancellationToken cancellationToken)
    {
        var writer = new ArtifactWriter(folder);
        // Files of external data keep the names that the model refers to; the model file itself may have any name.
        var files = File.Exists(source) ? ExternalFiles.Beside(source, ModelFile.DefaultName) : FilesIn(source);
        var model = ModelFile.Choose([.. files.Select(f => f.Name)]);
        FileCopy.AddAll(files, writer, cancellationToken);
        ExternalFiles.CheckBeside(Path.Combine(folder, model));
        return new(writer, folder, model);
    }

    public void Add(string name, byte[] bytes)
    {
        using var content = new ReadOnlyMemoryStream(bytes);
        _writer.Add(name, content);
    }

    /// <summary>Waits until all files and the names of all folders are on the disk.</summary>
    public void Flush(CancellationToken cancellationToken)
    {
        foreach (var file in _writer.Files)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var written = new FileStream(Path.Combine(_folder, file.Name), FileMode.Open, FileAccess.ReadWrite, FileShare.Read, 1);
            DurableFile.Flush(written);
        }
        foreach (var below in Directory.EnumerateDirectories(_folder, "*", SearchOption.AllDirectories)) DurableFile.FlushFolder(below);
        DurableFile.FlushFolder(_folder);
    }

    private static List<VersionFile> FilesIn(string folder)
    {
        if (!Directory.Exists(folder)) throw new FileNotFoundException($"There is no file or folder '{folder}'.", folder);
        var root = RealPath.Of(folder);
        var content = VersionContent.Read(root);
        if (content.Problem is not null) throw new IOException(content.Problem);
        return [.. content.Files.Where(file => !Manifests.ManifestFiles.IsOfManifest(file.Name))];
    }
}
