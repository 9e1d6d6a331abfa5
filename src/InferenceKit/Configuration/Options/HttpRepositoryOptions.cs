namespace InferenceKit;

/// <summary>How a repository on a web server is read: <see cref="RepositoryOptions.Uri"/>.</summary>
public sealed class HttpRepositoryOptions
{
    /// <summary>
    /// Prepares each request to the index's own scheme, host and port just before it is sent, as by adding headers that
    /// authenticate it; never called for a request that was redirected elsewhere. It may be called from several threads
    /// at once. What it throws fails the request, which is tried again after <see cref="HttpRequestException"/> and
    /// <see cref="TimeoutException"/>. From code only. <value>Default: null, nothing.</value>
    /// </summary>
    public Func<HttpRequestMessage, CancellationToken, ValueTask>? PrepareRequest { get; set; }

    /// <summary>
    /// Makes what sends requests, for proxies and client certificates. Called once for each repository, which disposes it;
    /// its own redirects are switched off, as they would take credentials along. From code only.
    /// <value>Default: null, a <see cref="SocketsHttpHandler"/>.</value>
    /// </summary>
    public Func<HttpMessageHandler>? CreateHandler { get; set; }

    /// <summary>
    /// How long a server may send nothing before the connection counts as broken; all of an index has to arrive within it.
    /// <value>Default: 30 seconds.</value>
    /// </summary>
    public TimeSpan? ReadTimeout { get; set; }

    /// <summary>
    /// How often the same is asked for, first attempt included, before it fails; a download that got further starts to
    /// count anew. <value>Default: 5.</value>
    /// </summary>
    public int? MaxAttempts { get; set; }

    /// <summary>Whether <c>http</c> without encryption is good enough for other hosts than this one. <value>Default: false.</value></summary>
    public bool? AllowInsecure { get; set; }
}
