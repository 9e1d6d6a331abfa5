namespace InferenceKit.ControlPlane.Repository.Http;

/// <summary>The rules for addresses that are asked, and how they are shown. Pure.</summary>
internal static class WebAddress
{
    /// <returns>Null, or what is wrong with a configured address: the end of a sentence about it.</returns>
    public static string? FindProblem(Uri uri, bool allowInsecure)
    {
        if (!uri.IsAbsoluteUri || (uri.Scheme != Uri.UriSchemeHttps && uri.Scheme != Uri.UriSchemeHttp))
            return "must be an absolute address that begins with https://";
        // Clients do not send this part. A secret in it would have no effect, and could be disclosed.
        if (uri.UserInfo.Length > 0) return $"must not hold a user or password: set headers with {nameof(HttpRepositoryOptions)}.{nameof(HttpRepositoryOptions.PrepareRequest)}";
        if (uri.Fragment.Length > 0) return "must not have a fragment (#…)";
        return IsAllowed(uri, allowInsecure) ? null : $"must begin with https://, or {nameof(HttpRepositoryOptions.AllowInsecure)} must say that http is good enough";
    }

    /// <summary>Whether requests may go there: encrypted, or never leaving this machine, or by permission.</summary>
    public static bool IsAllowed(Uri uri, bool allowInsecure) =>
        uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && (allowInsecure || uri.IsLoopback));

    /// <summary>Whether two addresses are of one server, so that one may see the credentials for the other.</summary>
    public static bool IsSameOrigin(Uri a, Uri b) =>
        a.Scheme == b.Scheme && a.Port == b.Port && string.Equals(a.IdnHost, b.IdnHost, StringComparison.OrdinalIgnoreCase);

    /// <summary>The index's address, of a folder's or its own.</summary>
    public static Uri OfIndex(Uri uri) =>
        uri.AbsolutePath.EndsWith('/') ? new UriBuilder(uri) { Path = uri.AbsolutePath + RepositoryIndex.FileName }.Uri : uri;

    /// <summary>The address of something beside the index.</summary>
    /// <param name="index">The index.</param>
    /// <param name="path">A relative path in plain text; see <see cref="ArtifactFileName.FindProblem"/>.</param>
    public static Uri Beside(Uri index, string path) =>
        // Each segment is escaped, so that no part of it acts as a query, a fragment or a step out of the folder.
        new(index, "./" + string.Join('/', path.Split('/').Select(Uri.EscapeDataString)));

    /// <summary>An address for people: without user and query, where secrets may stand.</summary>
    public static string Show(Uri uri) => uri.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);
}
