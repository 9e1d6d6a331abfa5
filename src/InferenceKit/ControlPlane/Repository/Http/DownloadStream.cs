using System.Net;
using System.Net.Http.Headers;
using Polly;

namespace InferenceKit.ControlPlane.Repository.Http;

/// <summary>
/// The content of one file, read from front to back over as many connections as it takes: one that breaks or stalls is
/// resumed where it was. Bytes that were given are never taken back, so that a file that changes meanwhile fails. For one
/// reader.
/// </summary>
/// <param name="address">Where it is.</param>
/// <param name="file">What it has to be.</param>
/// <param name="sender">Sends requests.</param>
/// <param name="call">Limits how long a read may take.</param>
/// <param name="retry">Tries a read again.</param>
internal sealed class DownloadStream(Uri address, ArtifactFile file, HttpSender sender, NetworkCall call, ResiliencePipeline retry) : Stream
{
    /// <summary>Most connections for one file: without a limit, one that gave a byte each would never end.</summary>
    public const int MaxConnections = 1000;

    private DownloadConnection? _connection;
    private EntityTagHeaderValue? _etag;
    private DateTimeOffset? _lastModified;
    private int _connections;
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await retry.ExecuteAsync(
            static (state, token) => state.Self.ReadOnceAsync(state.Buffer, token), (Self: this, Buffer: buffer), cancellationToken).ConfigureAwait(false);
        _position += read;
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("It is read asynchronously.");

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) Disconnect();
        base.Dispose(disposing);
    }

    private async ValueTask<int> ReadOnceAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            _connection ??= await ConnectAsync(cancellationToken).ConfigureAwait(false);
            var connection = _connection;
            var read = await call.RunAsync(address, token => connection.Body.ReadAsync(buffer, token), cancellationToken).ConfigureAwait(false);
            if (_position + read > file.Bytes) throw Wrong($"has more than the {file.Bytes} bytes that the index says");
            if (read == 0 && buffer.Length > 0 && _position < file.Bytes) throw EndedEarly(connection);
            return read;
        }
        catch (HttpRepositoryException e) when (e.IsTransient && _connection is not null && _position == file.Bytes)
        {
            // All bytes were read. How the connection ends does not matter then, and the digest decides.
            return 0;
        }
        catch
        {
            Disconnect();
            throw;
        }
    }

    private async ValueTask<DownloadConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        if (++_connections > MaxConnections) throw Wrong($"took more than {MaxConnections} connections");
        var response = await GetAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // A server that ignores the range sends the content from its beginning: what was read before is skipped below.
            var start = response.StatusCode == HttpStatusCode.PartialContent ? _position : 0;
            if (_position > 0) CheckSame(response);
            DownloadCheck.Check(address, file, response, start, _position);
            if (_position == 0) (_etag, _lastModified) = (response.Headers.ETag, response.Content.Headers.LastModified);
            var body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            var connection = new DownloadConnection(response, body);
            for (var skip = _position - start; skip > 0;) skip -= await SkipAsync(connection, skip, cancellationToken).ConfigureAwait(false);
            return connection;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    private ValueTask<HttpResponseMessage> GetAsync(CancellationToken cancellationToken) => sender.GetAsync(address, request =>
    {
        if (_position == 0) return;
        request.Headers.Range = new RangeHeaderValue(_position, null);
        // Only with a condition: a file that was replaced meanwhile must not be continued with other content. A weak tag does not identify bytes.
        if (_etag is { IsWeak: false }) request.Headers.IfRange = new RangeConditionHeaderValue(_etag);
        else if (_etag is null && _lastModified is { } written) request.Headers.IfRange = new RangeConditionHeaderValue(written);
    }, cancellationToken);

    private async ValueTask<int> SkipAsync(DownloadConnection connection, long most, CancellationToken cancellationToken)
    {
        var waste = new byte[(int)Math.Min(most, 1 << 16)];
        var read = await call.RunAsync(address, token => connection.Body.ReadAsync(waste, token), cancellationToken).ConfigureAwait(false);
        return read > 0 ? read : throw EndedEarly(connection);
    }

    private void CheckSame(HttpResponseMessage response)
    {
        var (etag, written) = (response.Headers.ETag, response.Content.Headers.LastModified);
        var isOther = _etag is not null && etag is not null ? !_etag.Equals(etag) : _lastModified is not null && written is not null && _lastModified != written;
        if (isOther) throw Wrong("changed while it was downloaded");
    }

    private HttpRepositoryException EndedEarly(DownloadConnection connection) => connection.SaysWhereItEnds
        ? Wrong($"has fewer than the {file.Bytes} bytes that the index says")
        : new($"{WebAddress.Show(address)} broke off after {_position} of {file.Bytes} bytes.", isTransient: true);

    private HttpRepositoryException Wrong(string what) => new($"{WebAddress.Show(address)} {what}.", isTransient: false);

    private void Disconnect()
    {
        _connection?.Dispose();
        _connection = null;
    }
}
