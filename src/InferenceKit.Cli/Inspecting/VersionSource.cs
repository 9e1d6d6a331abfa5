using InferenceKit.Cli.CommandLine;
using InferenceKit.Cli.Repositories;
using InferenceKit.Configuration;
using InferenceKit.ControlPlane.Repository;
using InferenceKit.ControlPlane.Repository.Files;
using InferenceKit.ControlPlane.Repository.Staging;
using Microsoft.Extensions.Logging.Abstractions;

namespace InferenceKit.Cli.Inspecting;

/// <summary>
/// What is to be inspected: a private copy of its files, and what it is called, if that can be told. What is shown is read from the copy alone,
/// so that all of it belongs to the digest that is shown.
/// </summary>
internal sealed class VersionSource : IDisposable
{
    private readonly StagingFolder _staging;
    private readonly string _copy;
    private readonly string _model;

    private VersionSource(string path, ModelId? id, Action<ArtifactWriter> copy)
    {
        (Path, Id) = (path, id);
        _staging = new(null, NullLogger.Instance);
        try
        {
            _copy = System.IO.Path.Combine(_staging.Path, "copy");
            StagingFolder.CreatePrivate(_copy);
            Content = new(_copy, long.MaxValue);
            copy(Content);
            _model = ModelIn(path, Content);
        }
        catch
        {
            _staging.Dispose();
            throw;
        }
    }

    /// <summary>The file or folder that was named.</summary>
    public string Path { get; }

    /// <summary>Null for a file that is no version.</summary>
    public ModelId? Id { get; }

    /// <summary>All files, hashed.</summary>
    public ArtifactWriter Content { get; }

    /// <summary>The copy of the model file.</summary>
    public string ModelPath => PathOf(_model);

    /// <summary>A version of a repository.</summary>
    public static VersionSource Of(RepositoryFolder repository, ModelArtifact artifact, CancellationToken cancellationToken) =>
        new(artifact.Location!, artifact.Id, writer => repository.Copy(artifact, writer, cancellationToken));

    /// <summary>The copy of a file.</summary>
    public string PathOf(string name) => System.IO.Path.Combine(_copy, name);

    /// <summary>A message about the copy, in terms of what was named, because no person knows the copy.</summary>
    public string WithOrigin(string message) => message
        .Replace(ModelPath, Directory.Exists(Path) ? System.IO.Path.Combine(Path, _model) : Path, StringComparison.Ordinal)
        .Replace(_copy, Directory.Exists(Path) ? Path : System.IO.Path.GetDirectoryName(Path), StringComparison.Ordinal);

    public void Dispose() => _staging.Dispose();

    /// <summary>A model file or a version's folder, wherever it is.</summary>
    /// <exception cref="ToolException">There is neither.</exception>
    public static VersionSource Of(string path, CancellationToken cancellationToken)
    {
        var full = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path));
        if (Directory.Exists(full)) return OfFolder(full, cancellationToken);
        return File.Exists(full) ? OfFile(full, cancellationToken) : throw ToolException.NotFound($"There is no file or folder '{path}'.");
    }

    private static VersionSource OfFile(string path, CancellationToken cancellationToken)
    {
        using var repository = new FileModelRepository(path, new RepositorySettings(), NullLogger.Instance, TimeProvider.System);
        var artifact = repository.ListAsync("model", cancellationToken).ToBlockingEnumerable(cancellationToken).Single();
        return new(path, null, writer => repository.MaterializeAsync(artifact, writer, cancellationToken).GetAwaiter().GetResult());
    }

    private static VersionSource OfFolder(string path, CancellationToken cancellationToken)
    {
        var root = RealPath.Of(path);
        var found = VersionContent.Read(root);
        if (found.Problem is not null) throw new IOException(found.Problem);
        return new(path, IdOf(path), writer => FileCopy.AddAll(found.Files, writer, cancellationToken));
    }

    private static string ModelIn(string path, ArtifactWriter content)
    {
        // A model file that was named may have any name, and other files beside it that end alike are its weights.
        if (!Directory.Exists(path)) return System.IO.Path.GetFileName(path);
        try
        {
            return ModelFile.Choose([.. content.Files.Select(f => f.Name)]);
        }
        catch (IOException e)
        {
            throw new ToolException(ExitCode.NotVerified, $"'{path}' is no version: {e.Message}");
        }
    }

    /// <summary>As repositories lay them out: the folder is the version, the one above the model.</summary>
    private static ModelId? IdOf(string folder) =>
        ModelVersion.TryParse(System.IO.Path.GetFileName(folder), null, out var version)
        && System.IO.Path.GetFileName(System.IO.Path.GetDirectoryName(folder)) is { } model && ModelName.IsValid(model) ? new(model, version) : null;
}
