using InferenceKit.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace InferenceKit.ControlPlane.Repository;

/// <summary>
/// One model file as a model's only version, 1. New content is the same version with another fingerprint: it is
/// loaded in place of the old. External data in a file of the usual names beside it comes along.
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
            // Seen as unreadable: becoming readable is a change.
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
        // The host names this path itself, so links may lead anywhere.
        var files = new List<VersionFile>();
        var lastWritten = DateTimeOffset.MinValue;
        if (!File.Exists(_path))
            throw new FileNotFoundException(
                Directory.Exists(_path) ? $"'{_path}' is a folder; Source names a single .onnx file." : $"The model file '{_path}' does not exist.");
        foreach (var path in new[] { _path, _path + ".data", _path + "_data" })
        {
            if (!File.Exists(path)) continue;
            var info = new FileInfo(RealPath.Of(path));
            files.Add(new(Path.GetFileName(path), info.FullName, info.Length, info.LastWriteTimeUtc));
            if (info.LastWriteTimeUtc > lastWritten) lastWritten = info.LastWriteTimeUtc;
        }
        return new([.. files], lastWritten, Problem: null);
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
