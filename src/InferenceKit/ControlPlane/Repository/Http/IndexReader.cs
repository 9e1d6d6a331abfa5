using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;
using InferenceKit.ControlPlane.Repository.Staging;

namespace InferenceKit.ControlPlane.Repository.Http;

/// <summary>
/// Reads an index. Its author decides what is loaded, and must not reach anything beyond that: every name, path and number is
/// checked, and one that is wrong refuses the whole, so that what was read before stays. Pure.
/// </summary>
internal static class IndexReader
{
    private const int MaxDepth = 16;

    // Far beyond the size of any file, and small enough that the sum of a thousand does not overflow.
    private const long MaxFileBytes = 1L << 50;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = MaxDepth, AllowTrailingCommas = false, CommentHandling = JsonCommentHandling.Disallow };

    /// <exception cref="InvalidDataException">It is no index, or one that is not to be trusted. The message says where and why.</exception>
    public static IndexDocument Read(ReadOnlyMemory<byte> utf8)
    {
        if (utf8.Span.StartsWith("\uFEFF"u8)) utf8 = utf8["\uFEFF"u8.Length..];
        if (utf8.Span.TrimStart(" \t\r\n"u8).StartsWith("<"u8)) throw new InvalidDataException("it is a page for people or XML, not JSON");
        try
        {
            using var json = JsonDocument.Parse(utf8, Strict);
            return Document(new(json.RootElement, "$"));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Also thrown for texts that are not valid Unicode.
            throw new InvalidDataException($"it is no valid JSON: {e.Message.TrimEnd('.')}", e);
        }
    }

    private static IndexDocument Document(JsonLocation root)
    {
        CheckSchema(root);
        var members = root.Known("schema", "models");
        var models = new Dictionary<string, IndexedModel>(ModelName.Comparer);
        var versions = 0;
        foreach (var (name, value) in members[1].Of(root, "models").Members())
        {
            if (!ModelName.IsValid(name)) throw value.Wrong($"is not the name of a model: {ModelName.Rule}");
            var model = new IndexedModel(name, Versions(name, value, ref versions));
            if (!models.TryAdd(name, model)) throw value.Wrong($"and '{models[name].Name}' are one name, as case does not count");
        }
        return new(models.ToFrozenDictionary(ModelName.Comparer));
    }

    /// <summary>First of all: in a newer schema, nothing else need be as it is here.</summary>
    private static void CheckSchema(JsonLocation root)
    {
        var schema = root.Members().FirstOrDefault(m => m.Name == "schema").Value.Of(root, "schema");
        if (schema.Integer() is var number && number != IndexDocument.Schema)
            throw schema.Wrong($"is {number}, and this version of InferenceKit reads {IndexDocument.Schema}: {(number > IndexDocument.Schema ? "a newer InferenceKit is needed" : "write the index anew")}");
    }

    private static ImmutableArray<IndexedVersion> Versions(string model, JsonLocation at, ref int count)
    {
        var versions = new Dictionary<ModelVersion, IndexedVersion>();
        foreach (var (name, value) in at.Members())
        {
            if (++count > IndexDocument.MaxVersions) throw value.Wrong($"is one version more than the {IndexDocument.MaxVersions} that an index may have");
            if (!ModelVersion.TryParse(name, null, out var version)) throw value.Wrong($"is not a version: {ModelName.Rule}");
            if (!versions.TryAdd(version, Version($"{model}/{name}/", version, value))) throw value.Wrong($"and '{versions[version].Version}' are the same version");
        }
        return [.. versions.Values];
    }

    private static IndexedVersion Version(string folder, ModelVersion version, JsonLocation at)
    {
        var members = at.Known("digest", "files");
        var files = new List<IndexedFile>();
        foreach (var (name, value) in members[1].Of(at, "files").Members())
        {
            if (files.Count == VersionContent.MaxFiles) throw at.Wrong($"has more than {VersionContent.MaxFiles} files");
            if (ArtifactFileName.FindProblem(name) is { } problem) throw at.Wrong($"has a file that cannot be one: {JsonLocation.Show(problem)}");
            files.Add(File(folder, name, value));
        }
        files.Sort((a, b) => ArtifactFileName.Order.Compare(a.File.Name, b.File.Name));
        var stated = members[0].Of(at, "digest");
        var digest = ContentDigest.Of(files.Select(f => f.File));
        if (stated.Text() != digest) throw stated.Wrong($"is not that of its files, which is {digest}");
        return new(version, digest, [.. files]);
    }

    private static IndexedFile File(string folder, string name, JsonLocation at)
    {
        var members = at.Known("sha256", "bytes", "path");
        var sha256 = members[0].Of(at, "sha256");
        if (!ContentDigest.IsHex(sha256.Text())) throw sha256.Wrong("is no SHA-256: 64 hexadecimal digits in lower case");
        var bytes = members[1].Of(at, "bytes");
        if (bytes.Integer() is < 0 or > MaxFileBytes) throw bytes.Wrong("is no length of a file");
        var path = members[2].Path is null ? folder + name : Path(members[2]);
        return new(new(name, bytes.Integer(), sha256.Text()), path);
    }

    private static string Path(JsonLocation at)
    {
        var path = at.Text();
        if (ArtifactFileName.FindProblem(path) is { } problem) throw at.Wrong($"has to be a relative path: {JsonLocation.Show(problem)}");
        // A plain path, which is escaped later: an escaped one would not be found.
        return path.AsSpan().ContainsAny('#', '%') ? throw at.Wrong("is plain text, in which '#' and '%' are not allowed") : path;
    }
}
