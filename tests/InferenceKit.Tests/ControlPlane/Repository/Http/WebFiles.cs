using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace InferenceKit.Tests.ControlPlane.Repository.Http;

/// <summary>What a good web server answers for a set of files: entity tags, conditions and ranges.</summary>
internal sealed class WebFiles
{
    private readonly ConcurrentDictionary<string, byte[]> _files = new(StringComparer.Ordinal);

    public byte[] this[string path]
    {
        get => _files[path];
        set => _files[path] = value;
    }

    public static string ETagOf(byte[] content) => $"\"{Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 8))}\"";

    public void Set(string path, string content) => _files[path] = Encoding.UTF8.GetBytes(content);

    public WebAnswer Answer(WebRequest request)
    {
        if (!_files.TryGetValue(request.Path, out var content)) return new(404);
        var etag = ETagOf(content);
        if (request["If-None-Match"] == etag) return new WebAnswer(304).With("ETag", etag);
        if (request["Range"] is not { } range || (request["If-Range"] is { } condition && condition != etag))
            return new WebAnswer(200) { Body = content }.With("ETag", etag);
        var from = int.Parse(range["bytes=".Length..^1], CultureInfo.InvariantCulture);
        if (from >= content.Length) return new WebAnswer(416).With("Content-Range", $"bytes */{content.Length}");
        return new WebAnswer(206) { Body = content[from..] }
            .With("ETag", etag).With("Content-Range", $"bytes {from}-{content.Length - 1}/{content.Length}");
    }
}
