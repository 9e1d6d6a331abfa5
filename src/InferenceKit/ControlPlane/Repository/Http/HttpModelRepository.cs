using System.Runtime.CompilerServices;
using InferenceKit.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;
using Polly;

namespace InferenceKit.ControlPlane.Repository.Http;

/// <summary>
/// A repository on a web server: an index, and files beside it. A copy of a folder with its index on any server that
/// gives out files is one. Thread-safe.
/// </summary>
internal sealed class HttpModelRepository : IModelRepository, IRepositoryLocation, IDisposable
{
    private readonly RepositorySettings _settings;
    private readonly ReloadSignal _changed = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly NetworkCall _call;
    private readonly HttpSender _sender;
    private readonly ResiliencePipeline _retry;
    private readonly HttpIndex _index;
    private readonly Uri _address;
    private readonly Poller? _poller;

    /// <param name="settings">Where it is; has to be one on a web server.</param>
    /// <param name="logger">For what is tried again.</param>
    /// <param name="time">Clock and timers.</param>
    public HttpModelRepository(RepositorySettings settings, ILogger logger, TimeProvider time)
    {
        var http = settings.Http ?? throw new ArgumentException("There is no address.", nameof(settings));
        _settings = settings;
        _address = http.Index;
        _call = new(http.ReadTimeout, time);
        _sender = new(http, _call, time);
        _retry = RetryPipeline.Create(http, logger, time);
        // Without watching, no change is announced, even when a read of another caller found one.
        _index = new(http, _sender, _call, _retry, settings.Watch ? _changed.Fire : static () => { }, logger, _stop.Token);
        if (settings.Watch)
            _poller = new(settings.PollInterval, LookAsync, e => HttpRepositoryLog.PollFailed(logger, e, WebAddress.Show(_address)), time);
    }

    public async IAsyncEnumerable<ModelArtifact> ListAsync(string model, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var index = await UnlessDisposedAsync(() => _index.ReadAsync(cancellationToken), cancellationToken).ConfigureAwait(false);
        if (!index.Models.TryGetValue(model, out var found)) yield break;
        foreach (var version in found.Versions)
        {
            yield return new()
            {
                Id = new(model, version.Version),
                Fingerprint = version.Fingerprint,
                Digest = version.Digest,
                Length = version.Length,
                Location = WebAddress.Show(WebAddress.Beside(_address, $"{found.Name}/{version.Version}")),
            };
        }
    }

    public Task MaterializeAsync(ModelArtifact artifact, ArtifactWriter writer, CancellationToken cancellationToken = default) =>
        UnlessDisposedAsync(
            async () =>
            {
                using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stop.Token);
                await DownloadAsync(artifact, writer, either.Token).ConfigureAwait(false);
                return true;
            }, cancellationToken);

    public string? ExplainNone(string model)
    {
        if (_index.Last is not { } index) return null;
        var address = WebAddress.Show(_address);
        if (index.Models.ContainsKey(model)) return $"the index '{address}' has no version of it";
        var there = string.Join(", ", index.Models.Keys.Order(StringComparer.Ordinal).Take(10)) + (index.Models.Count > 10 ? ", …" : "");
        return $"the index '{address}' has no model '{model}'; it has: {(there.Length == 0 ? "none" : there)}";
    }

    public IChangeToken GetReloadToken() => _changed.Token;

    public void Dispose()
    {
        _poller?.Dispose();
        _stop.Cancel();
        _sender.Dispose();
    }

    private async Task DownloadAsync(ModelArtifact artifact, ArtifactWriter writer, CancellationToken cancellationToken)
    {
        var index = _index.Last ?? await _index.ReadAsync(cancellationToken).ConfigureAwait(false);
        var version = index.Models.GetValueOrDefault(artifact.Id.Name)?.Versions.FirstOrDefault(v => v.Version == artifact.Id.Version)
            ?? throw new IOException($"The index '{WebAddress.Show(_address)}' no longer has {artifact.Id}.");
        if (version.Fingerprint != artifact.Fingerprint) throw new IOException($"{artifact.Id} has been replaced in the index meanwhile.");
        // Before anything large is downloaded.
        ModelFile.Choose([.. version.Files.Select(f => f.File.Name)]);
        foreach (var (file, _) in version.Files)
            if (file.Bytes > _settings.MaxFileBytes)
                throw new IOException($"'{file.Name}' of {artifact.Id} has {file.Bytes} bytes, more than the limit of {_settings.MaxFileBytes} (Repository:MaxFileBytes).");
        foreach (var (file, path) in version.Files) await DownloadAsync(artifact.Id, file, path, writer, cancellationToken).ConfigureAwait(false);
    }

    private async Task DownloadAsync(ModelId id, ArtifactFile file, string path, ArtifactWriter writer, CancellationToken cancellationToken)
    {
        var address = WebAddress.Beside(_address, path);
        try
        {
            using var content = new DownloadStream(address, file, _sender, _call, _retry);
            await writer.AddAsync(file.Name, content, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRepositoryException e)
        {
            throw new IOException($"'{file.Name}' of {id} could not be downloaded: {e.Message}", e);
        }
        var actual = writer.Files.First(f => f.Name == file.Name).Sha256;
        if (actual != file.Sha256)
            throw new IOException($"'{file.Name}' of {id} from {WebAddress.Show(address)} has the SHA-256 {actual}, and not {file.Sha256} as the index says.");
    }

    private async ValueTask LookAsync()
    {
        try
        {
            await _index.ReadAsync(_stop.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException || _stop.IsCancellationRequested)
        {
            // The next listing of a model meets the same failure and reports it.
        }
    }

    /// <summary>Gives callers that are still waiting a reason of their own when the repository is disposed.</summary>
    private async Task<T> UnlessDisposedAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (Exception e) when (_stop.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new IOException($"'{WebAddress.Show(_address)}' is not the repository any more, or the host is stopping.", e);
        }
    }
}
