using System.Collections.Concurrent;
using InferenceKit.Configuration;
using InferenceKit.ControlPlane.Repository.Files;
using InferenceKit.ControlPlane.Repository.Staging;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace InferenceKit.ControlPlane.Repository;

/// <summary>
/// The layout of Triton and TensorFlow Serving: <c>root/model/version/model.onnx</c>. Files beside are ignored; so are
/// folders whose name is neither a number nor a valid version that holds a model file.
/// </summary>
internal sealed class FolderModelRepository : IModelRepository, IRepositoryLocation, IDisposable
{
    private static readonly EnumerationOptions AnyCase =
        new() { MatchCasing = MatchCasing.CaseInsensitive, MatchType = MatchType.Simple, AttributesToSkip = 0 };

    private readonly RepositorySettings _settings;
    private readonly ReloadSignal _changed = new();
    private readonly ConcurrentDictionary<string, string> _seen = new(ModelName.Comparer);
    private readonly RepositoryWatcher? _watcher;

    public FolderModelRepository(RepositorySettings settings, ILogger logger, TimeProvider time)
    {
        _settings = settings;
        if (settings.Watch) _watcher = new(settings.Path, includeSubfolders: true, settings.PollInterval, HasChanged, _changed.Fire, logger, time);
    }

    public IAsyncEnumerable<ModelArtifact> ListAsync(string model, CancellationToken cancellationToken = default)
    {
        try
        {
            var artifacts = List(model);
            _seen[model] = Describe(artifacts);
            return new ArtifactListing(artifacts);
        }
        catch (IOException e)
        {
            // Remembered as unreadable, so that the next success counts as a change.
            _seen[model] = e.Message;
            throw;
        }
    }

    public Task MaterializeAsync(ModelArtifact artifact, ArtifactWriter writer, CancellationToken cancellationToken = default)
    {
        var root = Root();
        var folders = VersionFolders(root, ModelFolder(root, artifact.Id.Name))
            .Where(f => f.Version == artifact.Id.Version).Select(f => f.Path).ToList();
        if (folders.Count == 0) throw new IOException($"The folder of version {artifact.Id.Version} is gone.");
        if (folders.Count > 1) throw new IOException($"Several folders are the same version: {string.Join(", ", folders.Select(Path.GetFileName).Order(StringComparer.Ordinal))}.");
        var content = VersionContent.Read(root, folders[0]);
        if (content.Problem is not null) throw new IOException(content.Problem);
        // Before anything large is copied.
        ModelFile.Choose([.. content.Files.Select(f => f.Name)]);
        FileCopy.AddAll(content.Files, writer, cancellationToken);
        return Task.CompletedTask;
    }

    public string ExplainNone(string model)
    {
        var root = Root();
        return ModelFolder(root, model) is { } folder
            ? $"the folder '{folder}' has no version of it (a version is a folder in it, as in '{Path.Join(folder, "1", ModelFile.DefaultName)}')"
            : $"the repository '{root}' has no folder '{model}'";
    }

    public IChangeToken GetReloadToken() => _changed.Token;

    public void Dispose() => _watcher?.Dispose();

    private List<ModelArtifact> List(string model)
    {
        try
        {
            var root = Root();
            return [.. from folder in VersionFolders(root, ModelFolder(root, model))
                       group folder.Path by folder.Version into same
                       select Artifact(root, model, same.Key, [.. same])];
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException($"The repository '{_settings.Path}' cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Two folders of one version ("3" and "003") become one artifact, which then fails when it is wanted.</summary>
    private static ModelArtifact Artifact(string root, string model, ModelVersion version, List<string> folders)
    {
        var contents = folders.Select(f => VersionContent.Read(root, f)).ToList();
        return new()
        {
            Id = new(model, version),
            Fingerprint = string.Join('+', contents.Select(Fingerprint.Of)),
            Length = contents.Sum(c => c.Length),
            LastWritten = contents.Max(c => c.LastWritten),
            Location = string.Join(", ", folders),
        };
    }

    private string Root() => Directory.Exists(_settings.Path)
        ? RealPath.Of(_settings.Path)
        : throw new DirectoryNotFoundException($"The repository '{_settings.Path}' does not exist.");

    /// <summary>The real path of a model's folder, whatever case its name is written in; null when there is no such folder.</summary>
    /// <exception cref="IOException">There are several, or a link leads out of the repository.</exception>
    public static string? ModelFolder(string root, string model)
    {
        if (!ModelName.IsValid(model)) throw new IOException($"'{model}' is not the name of a model: {ModelName.Rule}.");
        var folder = Path.Join(root, model);
        if (!Directory.Exists(folder))
        {
            var others = Directory.GetDirectories(root, model, AnyCase);
            if (others.Length > 1) throw new IOException($"Several folders in '{root}' are called '{model}', in different case.");
            if (others.Length == 0) return null;
            folder = others[0];
        }
        var real = RealPath.Of(folder);
        return RealPath.IsBelow(root, real) ? real : throw new IOException($"'{folder}' is a symbolic link that leads out of the repository.");
    }

    private static IEnumerable<(ModelVersion Version, string Path)> VersionFolders(string root, string? modelFolder)
    {
        if (modelFolder is null) yield break;
        foreach (var folder in Directory.EnumerateDirectories(modelFolder))
            if (ModelVersion.TryParse(Path.GetFileName(folder), null, out var version)
                && (version.TryGetNumber(out _) || VersionContent.Read(root, folder).Files.Any(f => ModelFile.IsOne(f.Name))))
                yield return (version, folder);
    }

    private bool HasChanged()
    {
        var changed = false;
        foreach (var (model, seen) in _seen)
        {
            string now;
            try
            {
                now = Describe(List(model));
            }
            catch (IOException e)
            {
                now = e.Message;
            }
            // Not overwritten when a caller listed the model meanwhile: that caller has seen the change.
            if (now != seen) changed |= _seen.TryUpdate(model, now, seen);
        }
        return changed;
    }

    private static string Describe(List<ModelArtifact> artifacts) =>
        string.Join('\n', artifacts.Select(a => $"{a.Id.Version}|{a.Fingerprint}").Order(StringComparer.Ordinal));
}
