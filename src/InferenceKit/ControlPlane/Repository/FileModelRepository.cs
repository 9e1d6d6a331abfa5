using InferenceKit.Configuration;
using InferenceKit.ControlPlane.Repository.Files;
using InferenceKit.ControlPlane.Repository.Staging;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace InferenceKit.ControlPlane.Repository;

/// <summary>
/// One model file as a model's only version, 1. New content is the same version with another fingerprint: it is
/// loaded instead of the old one. The files that the model keeps weights in come along, as far
/// as they lie below its folder.
/// </summary>
internal sealed class FileModelRepository : IModelRepository, IDisposable
{
    private static readonly ModelVersion Only = ModelVersion.FromNumber(1);

    private readonly string _path;
    private readonly ReloadSignal _changed = new();
    private readonly RepositoryWatcher? _watcher;
    private string? _seen;

    public FileModelRepository(string path, RepositorySettings settings, ILogger logger, TimeProvider time)
    {
        _path = path;
        if (settings.Watch)
            _watcher = new(Path.GetDirectoryName(Path.GetFullPath(path))!, includeSubfolders: false, settings.PollInterval, HasChanged, _changed.Fire, logger, time);
    }

    public IAsyncEnumerable<ModelArtifact> ListAsync(string model, CancellationToken cancellationToken = default)
    {
        VersionContent content;
        try
        {
            content = Read();
        }
        catch (IOException e)
        {
            // Remembered as unreadable, so that the next success counts as a change.
            Volatile.Write(ref _seen, e.Message);
            throw;
        }
        var fingerprint = Fingerprint.Of(content);
        Volatile.Write(ref _seen, fingerprint);
        var artifact = new ModelArtifact
        {
            Id = new(model, Only),
            Fingerprint = fingerprint,
            Length = content.Length,
            LastWritten = content.LastWritten,
            Location = _path,
        };
        return new ArtifactListing([artifact]);
    }

    public Task MaterializeAsync(ModelArtifact artifact, ArtifactWriter writer, CancellationToken cancellationToken = default)
    {
        FileCopy.AddAll(Read().Files, writer, cancellationToken);
        return Task.CompletedTask;
    }

    public IChangeToken GetReloadToken() => _changed.Token;

    public void Dispose() => _watcher?.Dispose();

    private VersionContent Read()
    {
        if (!File.Exists(_path))
            throw new FileNotFoundException(
                Directory.Exists(_path) ? $"'{_path}' is a folder; Source names a single .onnx file." : $"The model file '{_path}' does not exist.");
        // The host names this path itself, so links may lead anywhere.
        var files = ExternalFiles.Beside(_path, Path.GetFileName(_path));
        return new([.. files], files.Max(f => f.LastWritten), Problem: null);
    }

    private bool HasChanged()
    {
        string now;
        try
        {
            now = Fingerprint.Of(Read());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            now = e.Message;
        }
        return Interlocked.Exchange(ref _seen, now) is { } seen && seen != now;
    }
}
