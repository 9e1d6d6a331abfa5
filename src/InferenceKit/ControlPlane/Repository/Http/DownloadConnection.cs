namespace InferenceKit.ControlPlane.Repository.Http;

/// <summary>One answer that content is being read from.</summary>
/// <param name="response">The answer; owned.</param>
/// <param name="body">Its body.</param>
internal sealed class DownloadConnection(HttpResponseMessage response, Stream body) : IDisposable
{
    public Stream Body => body;

    /// <summary>Whether an end is one, and not perhaps a connection that broke.</summary>
    public bool SaysWhereItEnds => response.Headers.TransferEncodingChunked == true || response.Content.Headers.ContentLength is not null;

    public void Dispose()
    {
        body.Dispose();
        response.Dispose();
    }
}
