using InferenceKit.Cli.CommandLine;
using InferenceKit.Configuration;
using InferenceKit.ControlPlane.Repository;
using Microsoft.Extensions.Logging.Abstractions;

namespace InferenceKit.Cli.Repositories;

/// <summary>A repository's folder, as hosts read it; what a person names is looked up in it.</summary>
internal sealed class RepositoryFolder : IDisposable
{
    private const int MostNamed = 10;

    private readonly FolderModelRepository _repository;

    private RepositoryFolder(string path)
    {
        Path = path;
        _repository = new(new RepositorySettings { Path = path }, NullLogger.Instance, TimeProvider.System);
    }

    /// <summary>Absolute.</summary>
    public string Path { get; }

    public IModelRepository Repository => _repository;

    /// <exception cref="ToolException">There is no such folder.</exception>
    public static RepositoryFolder Open(string path)
    {
        if (string.IsNullOrWhiteSpace(path)) throw ToolException.Usage("The repository's path is blank.");
        if (File.Exists(path)) throw ToolException.NotFound($"The repository '{path}' is a file; it has to be a folder.");
        return Directory.Exists(path) ? new(System.IO.Path.GetFullPath(path)) : throw ToolException.NotFound($"The repository '{path}' does not exist.");
    }

    /// <summary>Folders that may be models, in order of their names; others are not for this library.</summary>
    /// <exception cref="IOException">It cannot be read, or two folders are one model.</exception>
    public IReadOnlyList<string> Models()
    {
        var names = Directory.GetDirectories(Path).Select(f => System.IO.Path.GetFileName(f)).Where(ModelName.IsValid).Order(StringComparer.Ordinal).ToList();
        return names.GroupBy(n => n, ModelName.Comparer).FirstOrDefault(g => g.Count() > 1) is { } same
            ? throw new IOException($"Several folders in '{Path}' are one model, as case does not count: {string.Join(", ", same)}. Rename or delete one.")
            : names;
    }

    /// <summary>The model as its folder is written.</summary>
    /// <exception cref="ToolException">It breaks the rule for names, or is not there.</exception>
    public string Model(string name)
    {
        Names.Model(name);
        var models = Models();
        return models.FirstOrDefault(m => ModelName.Comparer.Equals(m, name))
            ?? throw ToolException.NotFound($"The repository '{Path}' has no model '{name}'{There(models)}.");
    }

    /// <summary>The versions of a model, highest first; two folders of one version are one.</summary>
    public IReadOnlyList<ModelArtifact> Versions(string model) =>
        [.. _repository.ListAsync(model).ToBlockingEnumerable().OrderByDescending(a => a.Id.Version)];

    /// <exception cref="ToolException">It breaks the rule for names, or is not there.</exception>
    public ModelArtifact Version(string model, string version)
    {
        var wanted = Names.Version(version);
        var versions = Versions(model);
        return versions.FirstOrDefault(a => a.Id.Version == wanted)
            ?? throw ToolException.NotFound($"Model '{model}' has no version {version}{There([.. versions.Select(a => a.Id.Version.ToString())])}.");
    }

    /// <summary>Reads and hashes a version.</summary>
    /// <exception cref="IOException">It cannot be read, or is no version.</exception>
    public ArtifactWriter Hash(ModelArtifact artifact, CancellationToken cancellationToken)
    {
        var writer = ArtifactWriter.ForDigest(long.MaxValue);
        Copy(artifact, writer, cancellationToken);
        return writer;
    }

    /// <summary>Copies and hashes a version.</summary>
    /// <exception cref="IOException">It cannot be read, or is no version.</exception>
    public void Copy(ModelArtifact artifact, ArtifactWriter writer, CancellationToken cancellationToken) =>
        // A folder's files are copied on the calling thread.
        _repository.MaterializeAsync(artifact, writer, cancellationToken).GetAwaiter().GetResult();

    public void Dispose() => _repository.Dispose();

    private static string There(IReadOnlyList<string> names) =>
        names.Count == 0 ? " and no other" : $"; there are: {string.Join(", ", names.Take(MostNamed))}{(names.Count > MostNamed ? ", …" : "")}";
}
