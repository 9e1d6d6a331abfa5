using System.Globalization;
using InferenceKit.ControlPlane.Repository.Files;
using InferenceKit.ControlPlane.Repository.Manifests;

namespace InferenceKit.ControlPlane.Repository.Publishing;

/// <summary>
/// Where one version is prepared: a hidden folder in the model's own, so that the last step is a rename within one file system.
/// </summary>
internal sealed class PublishingFolder : IDisposable
{
    private const string ContentName = "version";

    private readonly string _model;
    private readonly string _modelFolder;
    private readonly LockedFolder _folder;

    private PublishingFolder(string model, string modelFolder)
    {
        _model = model;
        _modelFolder = modelFolder;
        LockedFolder.DeleteAbandoned(modelFolder);
        _folder = LockedFolder.Create(modelFolder);
        Directory.CreateDirectory(ContentPath);
    }

    /// <summary>The version's files.</summary>
    public string ContentPath => Path.Combine(_folder.Path, ContentName);

    /// <exception cref="IOException">It cannot be made.</exception>
    public static PublishingFolder Create(string repository, string model)
    {
        Directory.CreateDirectory(repository);
        var root = RealPath.Of(repository);
        return new(model, FolderModelRepository.ModelFolder(root, model) ?? Make(root, model));
    }

    /// <exception cref="IOException">There is such a version.</exception>
    public void RefuseExisting(ModelVersion version)
    {
        if (Existing().Select(there => (ModelVersion?)there).FirstOrDefault(there => there == version) is { } taken) throw Exists(taken);
    }

    /// <summary>Chooses the number where none was given, writes the manifest, and moves the version to its folder.</summary>
    /// <exception cref="IOException">There is such a version, or a file cannot be written.</exception>
    public PublishedVersion Publish(
        ModelPublication publication, PublishedContent content, ModelSignature signature, IReadOnlyList<ModelSample> samples,
        CancellationToken cancellationToken)
    {
        // Large files are flushed before the lock, so that other publishers wait only for the small ones.
        content.Flush(cancellationToken);
        using var held = PublishingLock.Take(_modelFolder, cancellationToken);
        var version = publication.Version is { } given ? ModelVersion.Parse(given) : Next();
        RefuseExisting(version);
        var id = new ModelId(publication.Model, version);
        var bytes = ManifestWriter.Write(ManifestOf(publication, version, content.Files, signature, samples));
        // Parsed again: a manifest that no host could read, for example for its size, must not be published.
        var manifest = ModelManifest.Parse(bytes);
        content.Add(ArtifactNames.Manifest, bytes);
        if (publication.SigningKey is { } key) content.Add(ArtifactNames.ManifestSignature, ManifestSigner.Sign(key, bytes));
        content.Flush(cancellationToken);
        return new(id, content.Digest, Move(version), manifest);
    }

    public void Dispose() => _folder.Dispose();

    private static string Make(string root, string model)
    {
        var folder = Path.Join(root, model);
        Directory.CreateDirectory(folder);
        DurableFile.FlushFolder(root);
        return folder;
    }

    private static ModelManifest ManifestOf(
        ModelPublication publication, ModelVersion version, IReadOnlyList<ArtifactFile> files, ModelSignature signature,
        IReadOnlyList<ModelSample> samples) => new()
        {
            Model = publication.Model,
            Version = version,
            Created = TimeProvider.System.GetUtcNow(),
            Description = publication.Description,
            DataSet = publication.DataSet,
            Commit = publication.Commit,
            Metrics = publication.Metrics.ToDictionary(),
            Files = files,
            Signature = signature,
            Samples = samples,
            Properties = publication.Properties.ToDictionary(),
        };

    private string Move(ModelVersion version)
    {
        var target = Path.Combine(_modelFolder, version.ToString());
        try
        {
            // Fails where the version exists already, whichever process made it.
            Directory.Move(ContentPath, target);
        }
        catch (IOException) when (Path.Exists(target))
        {
            throw Exists(version);
        }
        DurableFile.FlushFolder(_modelFolder);
        return target;
    }

    private ModelVersion Next()
    {
        var highest = Existing().Select(version => version.TryGetNumber(out var number) ? number : 0).DefaultIfEmpty().Max();
        return highest < long.MaxValue
            ? ModelVersion.FromNumber(highest + 1)
            : throw new IOException(string.Create(CultureInfo.InvariantCulture, $"Model '{_model}' has a version {highest}, after which there is no number: name a version."));
    }

    /// <summary>Also what is no version yet, such as an empty folder of a version's name: it is in the way all the same.</summary>
    private IEnumerable<ModelVersion> Existing()
    {
        foreach (var entry in Directory.EnumerateFileSystemEntries(_modelFolder))
            if (ModelVersion.TryParse(Path.GetFileName(entry), null, out var version)) yield return version;
    }

    private IOException Exists(ModelVersion version) =>
        new($"Model '{_model}' has a version {version} already, in '{_modelFolder}'. Versions are never overwritten: publish under another number, or delete it first.");
}
