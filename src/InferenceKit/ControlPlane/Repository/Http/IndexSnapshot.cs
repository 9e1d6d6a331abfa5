using System.Net.Http.Headers;

namespace InferenceKit.ControlPlane.Repository.Http;

/// <summary>An index as it was read, good or bad, and how to ask whether it has changed. Immutable.</summary>
/// <param name="Hash">Tells it from another one.</param>
/// <param name="Document">What it says; null for a bad one.</param>
/// <param name="Problem">What is wrong with a bad one.</param>
/// <param name="ETag">The server's name for this state of it, if it has one.</param>
/// <param name="LastModified">When it was written, if the server says so.</param>
internal sealed record IndexSnapshot(
    string Hash, IndexDocument? Document, string? Problem, EntityTagHeaderValue? ETag, DateTimeOffset? LastModified)
{
    /// <summary>Makes a request conditional: it costs nothing while this is what the server has.</summary>
    public void AddConditions(HttpRequestMessage request)
    {
        if (ETag is not null) request.Headers.IfNoneMatch.Add(ETag);
        else if (LastModified is not null) request.Headers.IfModifiedSince = LastModified;
    }
}
