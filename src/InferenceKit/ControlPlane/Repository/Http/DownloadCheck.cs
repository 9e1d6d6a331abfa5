using System.Net;

namespace InferenceKit.ControlPlane.Repository.Http;

/// <summary>Whether the head of an answer fits what was asked for, before anything is read of it.</summary>
internal static class DownloadCheck
{
    /// <param name="address">What was asked for.</param>
    /// <param name="file">What it has to be.</param>
    /// <param name="response">The answer.</param>
    /// <param name="start">Where its content begins in the file.</param>
    /// <param name="wanted">From where on it was asked for.</param>
    /// <exception cref="HttpRepositoryException">It does not fit.</exception>
    public static void Check(Uri address, ArtifactFile file, HttpResponseMessage response, long start, long wanted)
    {
        if (response.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.PartialContent))
            throw Wrong(address, $"answers {(int)response.StatusCode}, which is no content");
        if (response.StatusCode == HttpStatusCode.PartialContent)
        {
            var range = response.Content.Headers.ContentRange;
            if (wanted == 0 || range?.Unit != "bytes" || range.From != wanted) throw Wrong(address, "answers with another part of it than was asked for");
            if (range.Length is { } whole && whole != file.Bytes) throw WrongLength(address, file, whole);
        }
        if (response.Content.Headers.ContentLength is { } length && start + length != file.Bytes) throw WrongLength(address, file, start + length);
    }

    private static HttpRepositoryException WrongLength(Uri address, ArtifactFile file, long actual) =>
        Wrong(address, $"has {actual} bytes, and not the {file.Bytes} that the index says");

    private static HttpRepositoryException Wrong(Uri address, string what) => new($"{WebAddress.Show(address)} {what}.", isTransient: false);
}
