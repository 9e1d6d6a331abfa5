using System.Buffers;

namespace InferenceKit.ControlPlane.Repository.Http;

/// <summary>Reads an answer that has to fit into memory.</summary>
internal static class SmallBody
{
    // Below the large object heap for all but large ones.
    private const int FirstBytes = 1 << 15;

    /// <exception cref="HttpRepositoryException">It is too long, or breaks off.</exception>
    public static async ValueTask<ReadOnlyMemory<byte>> ReadAsync(
        HttpResponseMessage response, Uri address, int maxBytes, NetworkCall call, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentLength > maxBytes) throw TooLong(address, maxBytes);
        return await call.RunAsync(address, async token =>
        {
            using var body = await response.Content.ReadAsStreamAsync(token).ConfigureAwait(false);
            var content = new ArrayBufferWriter<byte>(FirstBytes);
            for (int read; (read = await body.ReadAsync(content.GetMemory(1), token).ConfigureAwait(false)) > 0;)
            {
                content.Advance(read);
                if (content.WrittenCount > maxBytes) throw TooLong(address, maxBytes);
            }
            return content.WrittenMemory;
        }, cancellationToken).ConfigureAwait(false);
    }

    private static HttpRepositoryException TooLong(Uri address, int maxBytes) =>
        new($"{WebAddress.Show(address)} is longer than the {maxBytes} bytes that an index may have.", isTransient: false);
}
