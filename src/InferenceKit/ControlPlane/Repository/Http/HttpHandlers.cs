namespace InferenceKit.ControlPlane.Repository.Http;

/// <summary>Makes what sends requests.</summary>
internal static class HttpHandlers
{
    // Connections end after a time: one that is used all the time would never follow a change of the address in DNS.
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    /// <param name="create">The host's own way; null for the usual one.</param>
    /// <exception cref="IOException">The host's handler cannot be used.</exception>
    public static HttpMessageHandler Create(Func<HttpMessageHandler>? create)
    {
        if (create is null)
            return new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = ConnectionLifetime };
        var handler = create() ?? throw new IOException($"{nameof(HttpRepositoryOptions.CreateHandler)} made nothing.");
        try
        {
            SwitchRedirectsOff(handler);
        }
        catch (InvalidOperationException e)
        {
            throw new IOException(
                $"{nameof(HttpRepositoryOptions.CreateHandler)} made a handler that follows redirects and is in use already; switch {nameof(SocketsHttpHandler.AllowAutoRedirect)} off on it.", e);
        }
        return handler;
    }

    private static void SwitchRedirectsOff(HttpMessageHandler handler)
    {
        for (var at = handler; at is not null; at = (at as DelegatingHandler)?.InnerHandler)
        {
            if (at is SocketsHttpHandler { AllowAutoRedirect: true } sockets) sockets.AllowAutoRedirect = false;
            else if (at is HttpClientHandler { AllowAutoRedirect: true } client) client.AllowAutoRedirect = false;
        }
    }
}
