using System.Net;
using InferenceKit.Configuration;

namespace InferenceKit.ControlPlane.Repository.Http;

/// <summary>
/// Sends single requests: prepares those to the index's own server, follows redirects itself, so that credentials never
/// go along to another one, and makes failures of what the server refuses. Thread-safe.
/// </summary>
internal sealed class HttpSender : IDisposable
{
    private const int MaxRedirects = 5;

    private readonly HttpRepositorySettings _settings;
    private readonly NetworkCall _call;
    private readonly TimeProvider _time;
    private readonly HttpMessageInvoker _http;

    public HttpSender(HttpRepositorySettings settings, NetworkCall call, TimeProvider time)
    {
        _settings = settings;
        _call = call;
        _time = time;
        _http = new(HttpHandlers.Create(settings.CreateHandler), disposeHandler: true);
    }

    /// <summary>Sends a GET request, to the end of the answer's headers.</summary>
    /// <param name="address">What is asked for.</param>
    /// <param name="addHeaders">Makes the request a conditional one or one for a range.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The answer, of a status that says success or that nothing has changed.</returns>
    /// <exception cref="HttpRepositoryException">It failed.</exception>
    public async ValueTask<HttpResponseMessage> GetAsync(Uri address, Action<HttpRequestMessage> addHeaders, CancellationToken cancellationToken)
    {
        var target = address;
        for (var redirects = 0; ; redirects++)
        {
            var response = await _call.RunAsync(target, token => SendAsync(target, addHeaders, token), cancellationToken).ConfigureAwait(false);
            if (response.IsSuccessStatusCode || response.StatusCode == HttpStatusCode.NotModified) return response;
            using (response)
            {
                if (response.StatusCode is not (HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther
                    or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect)) throw RefusedRequest.Of(target, response, _settings, _time);
                if (redirects == MaxRedirects) throw Failed($"{WebAddress.Show(address)} leads from one redirect to the next, more than {MaxRedirects} times.");
                target = Follow(target, response.Headers.Location);
            }
        }
    }

    public void Dispose() => _http.Dispose();

    private async ValueTask<HttpResponseMessage> SendAsync(Uri target, Action<HttpRequestMessage> addHeaders, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, target);
        request.Headers.UserAgent.ParseAdd(nameof(InferenceKit));
        // Without compression, because ranges and digests count the bytes of the file itself.
        request.Headers.AcceptEncoding.ParseAdd("identity");
        addHeaders(request);
        if (_settings.PrepareRequest is { } prepare && WebAddress.IsSameOrigin(target, _settings.Index))
            await PrepareAsync(prepare, request, target, cancellationToken).ConfigureAwait(false);
        var response = await _http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (response.Content.Headers.ContentEncoding.Any(encoding => !encoding.Equals("identity", StringComparison.OrdinalIgnoreCase)))
        {
            response.Dispose();
            throw Failed($"{WebAddress.Show(target)} came compressed, though it was asked for as it is: switch compression off for it on the server.");
        }
        return response;
    }

    private static async ValueTask PrepareAsync(
        Func<HttpRequestMessage, CancellationToken, ValueTask> prepare, HttpRequestMessage request, Uri target, CancellationToken cancellationToken)
    {
        try
        {
            await prepare(request, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            var mayPass = e is HttpRequestException or TimeoutException or OperationCanceledException;
            throw new HttpRepositoryException($"{nameof(HttpRepositoryOptions.PrepareRequest)} failed for {WebAddress.Show(target)}: {e.Message}", mayPass, cause: e);
        }
        // The host's code may add headers, but not choose the server: credentials could then go anywhere.
        if (request.RequestUri is not { } prepared || !WebAddress.IsSameOrigin(prepared, target))
            throw Failed($"{nameof(HttpRepositoryOptions.PrepareRequest)} changed the server of {WebAddress.Show(target)}.");
    }

    private Uri Follow(Uri from, Uri? location)
    {
        if (location is null) throw Failed($"{WebAddress.Show(from)} is redirected to nowhere.");
        var to = new Uri(from, location);
        var isDowngrade = from.Scheme == Uri.UriSchemeHttps && to.Scheme != Uri.UriSchemeHttps;
        return !isDowngrade && WebAddress.IsAllowed(to, _settings.AllowInsecure)
            ? to
            : throw Failed($"{WebAddress.Show(from)} is redirected to {WebAddress.Show(to)}, which is not encrypted: that is not followed.");
    }

    private static HttpRepositoryException Failed(string message) => new(message, isTransient: false);
}
