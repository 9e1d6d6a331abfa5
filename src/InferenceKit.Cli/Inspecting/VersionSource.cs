using InferenceKit.Cli.CommandLine;
using InferenceKit.Cli.Repositories;
using InferenceKit.Configuration;
using InferenceKit.ControlPlane.Repository;
using InferenceKit.ControlPlane.Repository.Files;
using InferenceKit.ControlPlane.Repository.Staging;
using Microsoft.Extensions.Logging.Abstractions;

namespace InferenceKit.Cli.Inspecting;

/// <summary>What is to be inspected: where its files are, and what it is called, if that can be told. Immutable.</summary>
/// <param name="Path">The file or folder.</param>
/// <param name="ModelPath">The model file.</param>
/// <param name="Id">Null for a file that is no version.</param>
/// <param name="Content">All files, hashed.</param>
internal sealed record VersionSource(string Path, string ModelPath, ModelId? Id, ArtifactWriter Content)
{
    /// <summary>A version of a repository.</summary>
    public static VersionSource Of(RepositoryFolder repository, ModelArtifact artifact, CancellationToken cancellationToken)
    {
        var content = repository.Hash(artifact, cancellationToken);
        var folder = artifact.Location!;
        return new(folder, ModelPathIn(folder, content), artifact.Id, content);
    }

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
        var content = ArtifactWriter.ForDigest(long.MaxValue);
        repository.MaterializeAsync(artifact, content, cancellationToken).GetAwaiter().GetResult();
        return new(path, path, null, content);
    }

    private static VersionSource OfFolder(string path, CancellationToken cancellationToken)
    {
        var root = RealPath.Of(path);
        var found = VersionContent.Read(root);
        if (found.Problem is not null) throw new IOException(found.Problem);
        var content = ArtifactWriter.ForDigest(long.MaxValue);
        FileCopy.AddAll(found.Files, content, cancellationToken);
        return new(path, ModelPathIn(path, content), IdOf(path), content);
    }

    private static string ModelPathIn(string folder, ArtifactWriter content)
    {
        try
        {
            return System.IO.Path.Combine(folder, ModelFile.Choose([.. content.Files.Select(f => f.Name)]));
        }
        catch (IOException e)
        {
            throw new ToolException(ExitCode.NotVerified, $"'{folder}' is no version: {e.Message}");
        }
    }

    /// <summary>As repositories lay them out: the folder is the version, the one above the model.</summary>
    private static ModelId? IdOf(string folder) =>
        ModelVersion.TryParse(System.IO.Path.GetFileName(folder), null, out var version)
        && System.IO.Path.GetFileName(System.IO.Path.GetDirectoryName(folder)) is { } model && ModelName.IsValid(model) ? new(model, version) : null;
}
