using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using InferenceKit.Configuration;
using Microsoft.Extensions.Logging;
using Polly;

namespace InferenceKit.ControlPlane.Repository.Http;

/// <summary>The index on its server: asked for anew by every reader, sent only when it has changed. Thread-safe.</summary>
internal sealed class HttpIndex
{
    private const string Unreadable = "unreadable";

    private readonly Uri _address;
    private readonly HttpSender _sender;
    private readonly NetworkCall _call;
    private readonly ResiliencePipeline _retry;
    private readonly Action _changed;
    private readonly ILogger _logger;
    private readonly CancellationToken _stop;
    private readonly SharedRead<IndexDocument> _reads;
    private IndexSnapshot? _last;
    private string? _seen;

    /// <param name="settings">Where it is.</param>
    /// <param name="sender">Sends requests.</param>
    /// <param name="call">Limits how long a read may take.</param>
    /// <param name="retry">Tries again.</param>
    /// <param name="changed">Called when a read of any caller found something else than the one before.</param>
    /// <param name="logger">For changes.</param>
    /// <param name="stop">Ends every read.</param>
    public HttpIndex(
        HttpRepositorySettings settings, HttpSender sender, NetworkCall call, ResiliencePipeline retry, Action changed, ILogger logger, CancellationToken stop)
    {
        _address = settings.Index;
        _sender = sender;
        _call = call;
        _retry = retry;
        _changed = changed;
        _logger = logger;
        _stop = stop;
        _reads = new(ReadAsync);
    }

    /// <summary>As it was last read; null before the first time, or when it was bad then.</summary>
    public IndexDocument? Last => Volatile.Read(ref _last)?.Document;

    /// <summary>Reads it; not older than this call.</summary>
    /// <exception cref="IOException">It cannot be read, or is bad.</exception>
    public Task<IndexDocument> ReadAsync(CancellationToken cancellationToken) => _reads.ReadAsync().WaitAsync(cancellationToken);

    private async Task<IndexDocument> ReadAsync()
    {
        try
        {
            var snapshot = await _retry.ExecuteAsync(static (self, token) => self.AskAsync(token), this, _stop).ConfigureAwait(false);
            Volatile.Write(ref _last, snapshot);
            See(snapshot.Hash, snapshot.Problem ?? "the index has changed");
            return snapshot.Document ?? throw new IOException($"{WebAddress.Show(_address)} is no index that can be used: {snapshot.Problem}.");
        }
        catch (HttpRepositoryException e)
        {
            See(Unreadable, e.Message);
            throw;
        }
    }

    /// <summary>Becoming unreadable is a change, and so is becoming readable.</summary>
    private void See(string now, string what)
    {
        var before = Interlocked.Exchange(ref _seen, now);
        if (before is null || before == now) return;
        HttpRepositoryLog.IndexChanged(_logger, WebAddress.Show(_address), what);
        _changed();
    }

    private async ValueTask<IndexSnapshot> AskAsync(CancellationToken cancellationToken)
    {
        var last = Volatile.Read(ref _last);
        using var response = await _sender.GetAsync(_address, request =>
        {
            // Caches on the way must ask the server, too: a stale index would hide a new version.
            request.Headers.CacheControl = new CacheControlHeaderValue { NoCache = true };
            last?.AddConditions(request);
        }, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.NotModified)
            return last ?? throw new HttpRepositoryException($"{WebAddress.Show(_address)} has not changed, says the server, though nothing was known of it.", isTransient: true);
        var content = await SmallBody.ReadAsync(response, _address, IndexDocument.MaxBytes, _call, cancellationToken).ConfigureAwait(false);
        var hash = Convert.ToHexStringLower(SHA256.HashData(content.Span));
        var (etag, modified) = (response.Headers.ETag, response.Content.Headers.LastModified);
        if (hash == last?.Hash) return last with { ETag = etag, LastModified = modified };
        try
        {
            return new(hash, IndexReader.Read(content), null, etag, modified);
        }
        catch (InvalidDataException e)
        {
            return new(hash, null, e.Message, etag, modified);
        }
    }
}
