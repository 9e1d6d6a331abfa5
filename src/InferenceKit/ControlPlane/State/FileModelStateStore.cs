using System.Globalization;
using System.Security.Cryptography;
using InferenceKit.ControlPlane.Repository;
using InferenceKit.ControlPlane.Repository.Files;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace InferenceKit.ControlPlane.State;

/// <summary>
/// State in a folder, one file a model, shared by any number of processes. A write holds the model's lock file, compares, and
/// replaces the file in one step that a crash leaves either undone or done. Thread-safe.
/// </summary>
/// <remarks>The ETag is a hash of the content: nothing has to be counted, and files copied or restored by hand fit in.</remarks>
internal sealed class FileModelStateStore : IModelStateStore, IDisposable
{
    private readonly string _folder;
    private readonly TimeProvider _time;
    private readonly ReloadSignal _changed = new();
    private readonly RepositoryWatcher? _watcher;
    private string _seen = "";

    /// <param name="folder">Made by the first write.</param>
    /// <param name="pollInterval">How often to check for what other processes wrote, beside file events; null for no checks.</param>
    /// <param name="logger">For what cannot be watched.</param>
    /// <param name="time">Clock and timers.</param>
    public FileModelStateStore(string folder, TimeSpan? pollInterval, ILogger logger, TimeProvider time)
    {
        _folder = folder;
        _time = time;
        if (pollInterval is not { } interval) return;
        _seen = Scan();
        _watcher = new(folder, includeSubfolders: false, interval, HasChanged, _changed.Fire, logger, time);
    }

    public ValueTask<ModelStateDocument?> ReadAsync(string model, CancellationToken cancellationToken = default) => new(Read(model));

    public async ValueTask<bool> TryWriteAsync(
        string model, ModelStateDocument document, string? expectedETag, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(document);
        var path = PathOf(model);
        try
        {
            Directory.CreateDirectory(_folder);
            using (await FileLock.AcquireAsync(path + ".lock", _time, cancellationToken).ConfigureAwait(false))
            {
                if (Read(model)?.ETag != expectedETag) return false;
                // Files of writers that were killed. Under the lock, because no running writer can have a file here then.
                DurableFile.DeleteLeftovers(path, TimeSpan.Zero);
                DurableFile.Write(path, document.Json.Span);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"The state of model '{model}' could not be written to '{_folder}' (State:Path): {e.Message}", e);
        }
        _changed.Fire();
        return true;
    }

    public IChangeToken GetReloadToken() => _changed.Token;

    public void Dispose() => _watcher?.Dispose();

    private ModelStateDocument? Read(string model)
    {
        try
        {
            var path = PathOf(model);
            if (!File.Exists(path)) return null;
            using var file = RegularFile.OpenRead(path);
            var length = file.Length;
            // Checked before the content is read: a huge file must not fill the memory.
            if (length > ModelEditsText.MaxBytes) throw new InvalidDataException($"The state of model '{model}' is larger than {ModelEditsText.MaxBytes} bytes.");
            var json = new byte[length];
            file.ReadExactly(json);
            return new() { Json = json, ETag = Convert.ToHexStringLower(SHA256.HashData(json).AsSpan(0, 16)) };
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException($"The state of model '{model}' cannot be read from '{_folder}' (State:Path): {e.Message}", e);
        }
    }

    /// <summary>Names of models are compared ignoring case, and the prefix keeps them from being names of devices.</summary>
    private string PathOf(string model) => ModelName.IsValid(model)
        ? Path.Combine(_folder, $"model.{model.ToLowerInvariant()}.json")
        : throw new InvalidDataException($"'{model}' is not the name of a model: {ModelName.Rule}.");

    private bool HasChanged()
    {
        var now = Scan();
        return Interlocked.Exchange(ref _seen, now) != now;
    }

    private string Scan()
    {
        try
        {
            var folder = new DirectoryInfo(_folder);
            if (!folder.Exists) return "";
            return string.Join('|', folder.EnumerateFiles("model.*.json").OrderBy(f => f.Name, StringComparer.Ordinal)
                .Select(f => string.Create(CultureInfo.InvariantCulture, $"{f.Name}/{f.Length}/{f.LastWriteTimeUtc.Ticks}")));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }
    }
}
