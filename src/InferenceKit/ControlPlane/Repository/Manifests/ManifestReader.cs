using System.Globalization;
using System.Text.Json;
using InferenceKit.ControlPlane.Repository.Staging;

namespace InferenceKit.ControlPlane.Repository.Manifests;

/// <summary>Reads manifests of schema 1, strictly. A manifest may come from any source, so every part has a limit.</summary>
internal static class ManifestReader
{
    public const int Schema = 1;
    public const int MaxBytes = 16 << 20;
    public const int MaxDepth = 16;
    public const int MaxSamples = 1000;

    private const string Keys = "schema, model, version, created, description, dataSet, commit, metrics, files, signature, samples, properties";

    /// <exception cref="InvalidDataException">It is no manifest; the message says where, what was expected and what came.</exception>
    public static ModelManifest Read(ReadOnlyMemory<byte> utf8)
    {
        if (utf8.Length > MaxBytes) throw new InvalidDataException($"manifest.json has {utf8.Length} bytes, and more than {MaxBytes} are not read.");
        try
        {
            using var document = JsonDocument.Parse(utf8, new() { MaxDepth = MaxDepth });
            return Read(new ManifestElement(document.RootElement, "$"));
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"manifest.json is no JSON as it has to be: {e.Message}", e);
        }
        catch (InvalidOperationException e)
        {
            // System.Text.Json throws it for half a surrogate pair and for bytes that are not UTF-8.
            throw new InvalidDataException("manifest.json has a text that is no valid Unicode.", e);
        }
    }

    private static ModelManifest Read(ManifestElement root)
    {
        var members = root.Members("an object").ToDictionary(m => m.Name, m => m.Value, StringComparer.Ordinal);
        // The schema first, so that the message about a newer manifest says so, and does not report its keys as unknown.
        CheckSchema(root, members);
        foreach (var (name, value) in members)
            if (!Keys.Split(", ").Contains(name)) throw value.Unknown(Keys);
        return new()
        {
            Model = Get(members, "model", ReadModel),
            Version = members.TryGetValue("version", out var version) ? ReadVersion(version) : null,
            Created = members.TryGetValue("created", out var created) ? ReadTime(created) : null,
            Description = Get(members, "description", static e => e.Text("a text")),
            DataSet = Get(members, "dataSet", static e => e.Text("a text")),
            Commit = Get(members, "commit", static e => e.Text("a text")),
            Metrics = Get(members, "metrics", static e => ReadEntries(e, static v => v.Real("a number, or 'NaN', 'Infinity' or '-Infinity'"))) ?? [],
            Files = ReadFiles(members.TryGetValue("files", out var files) ? files : throw ManifestElement.Refused("$", "expected a key 'files', but there is none")),
            Signature = Get(members, "signature", SignatureReader.Read),
            Samples = Get(members, "samples", ReadSamples) ?? [],
            Properties = Get(members, "properties", static e => ReadEntries(e, static v => v.Text("a text"))) ?? [],
        };
    }

    private static T? Get<T>(Dictionary<string, ManifestElement> members, string name, Func<ManifestElement, T> read) where T : class =>
        members.TryGetValue(name, out var value) ? read(value) : null;

    private static void CheckSchema(ManifestElement root, Dictionary<string, ManifestElement> members)
    {
        if (!members.TryGetValue("schema", out var schema)) throw ManifestElement.Refused(root.Path, $"expected \"schema\": {Schema}, but there is none");
        var number = schema.Whole($"{Schema}");
        if (number > Schema) throw ManifestElement.Refused(schema.Path, $"it is of schema {number}, and this version of InferenceKit reads {Schema}: a newer one is needed");
        if (number != Schema) throw schema.Wrong($"{Schema}");
    }

    private static string ReadModel(ManifestElement element)
    {
        var name = element.Text("a model's name");
        return ModelName.IsValid(name) ? name : throw element.Wrong($"a model's name ({ModelName.Rule})");
    }

    private static ModelVersion ReadVersion(ManifestElement element) =>
        ModelVersion.TryParse(element.Text("a version, as in \"3\""), null, out var version) ? version : throw element.Wrong($"a version ({ModelName.Rule})");

    private static DateTimeOffset ReadTime(ManifestElement element)
    {
        const string Expected = "a time in UTC, as in 2026-01-31T12:00:00Z";
        var text = element.Text(Expected);
        return text.EndsWith('Z') && element.Json.TryGetDateTimeOffset(out var time) ? time : throw element.Wrong(Expected);
    }

    private static SortedDictionary<string, T> ReadEntries<T>(ManifestElement element, Func<ManifestElement, T> read)
    {
        var entries = new SortedDictionary<string, T>(StringComparer.Ordinal);
        foreach (var (name, value) in element.Members("an object")) entries.Add(name, read(value));
        return entries;
    }

    private static ArtifactFile[] ReadFiles(ManifestElement element)
    {
        var files = new SortedDictionary<string, ArtifactFile>(ArtifactFileName.Order);
        foreach (var (name, value) in element.Members("an object with the version's files"))
        {
            if (ArtifactFileName.FindProblem(name) is { } problem) throw ManifestElement.Refused(element.Path, $"it has a file that cannot be staged: {problem}");
            if (name is ArtifactNames.Manifest or ArtifactNames.ManifestSignature)
                throw ManifestElement.Refused(value.Path, "the manifest and its signature are not among the files");
            if (files.Count == VersionContent.MaxFiles)
                throw ManifestElement.Refused(element.Path, string.Create(CultureInfo.InvariantCulture, $"expected at most {VersionContent.MaxFiles} files, but there are more"));
            files.Add(name, ReadFile(name, value));
        }
        return [.. files.Values];
    }

    private static ArtifactFile ReadFile(string name, ManifestElement element)
    {
        string? sha256 = null;
        long? bytes = null;
        foreach (var (key, value) in element.Members("an object with sha256 and bytes"))
        {
            if (key == "sha256") sha256 = ReadDigest(value);
            else if (key == "bytes") bytes = value.Whole("a number of bytes");
            else throw value.Unknown("sha256, bytes");
        }
        return sha256 is not null && bytes is not null
            ? new(name, bytes.Value, sha256)
            : throw ManifestElement.Refused(element.Path, $"expected sha256 and bytes, but there is no {(sha256 is null ? "sha256" : "bytes")}");
    }

    private static string ReadDigest(ManifestElement element)
    {
        const string Expected = "64 hexadecimal digits in lower case";
        var text = element.Text(Expected);
        return ContentDigest.IsHex(text) ? text : throw element.Wrong(Expected);
    }

    private static ModelSample[] ReadSamples(ManifestElement element)
    {
        var samples = new List<ModelSample>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in element.Items("an array of samples"))
        {
            if (samples.Count == MaxSamples) throw ManifestElement.Refused(element.Path, $"expected at most {MaxSamples} samples, but there are more");
            var sample = SampleReader.Read(item);
            if (!names.Add(sample.Name)) throw ManifestElement.Refused(item.Path, $"a sample before it is called '{sample.Name}', too");
            samples.Add(sample);
        }
        return [.. samples];
    }
}
