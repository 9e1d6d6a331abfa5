using System.Globalization;
using System.Text.Json;

namespace InferenceKit.ControlPlane.Repository.Manifests;

/// <summary>One element of a manifest and the path to it, so that each refusal says where, what was expected and what came.</summary>
internal readonly struct ManifestElement(JsonElement json, string path)
{
    private const int MaxShown = 60;

    public JsonElement Json => json;

    public string Path => path;

    /// <summary>The members of an object; a name that comes twice is refused.</summary>
    public IEnumerable<(string Name, ManifestElement Value)> Members(string expected)
    {
        Expect(JsonValueKind.Object, expected);
        return Enumerate(json, path);
    }

    public IEnumerable<ManifestElement> Items(string expected)
    {
        Expect(JsonValueKind.Array, expected);
        return Enumerate(json, path, at: 0);
    }

    public string Text(string expected)
    {
        Expect(JsonValueKind.String, expected);
        return json.GetString()!;
    }

    public bool Flag() => json.ValueKind is JsonValueKind.True or JsonValueKind.False ? json.GetBoolean() : throw Wrong("true or false");

    public long Whole(string expected) =>
        json.ValueKind == JsonValueKind.Number && json.TryGetInt64(out var number) && number >= 0 ? number : throw Wrong(expected);

    /// <summary>A number, or one of the texts that JSON has no number for.</summary>
    public double Real(string expected)
    {
        if (json.ValueKind == JsonValueKind.Number && json.TryGetDouble(out var number) && double.IsFinite(number)) return number;
        return json.ValueKind == JsonValueKind.String && NotFinite.TryParse(json.GetString(), out number) ? number : throw Wrong(expected);
    }

    public void Expect(JsonValueKind kind, string expected)
    {
        if (json.ValueKind != kind) throw Wrong(expected);
    }

    /// <param name="expected">What should stand here.</param>
    /// <param name="hidesContent">Whether it may be a value of a sample, which no message repeats.</param>
    public InvalidDataException Wrong(string expected, bool hidesContent = false) => Refused(path, $"expected {expected}, but got {Describe(hidesContent)}");

    public InvalidDataException Unknown(string known) => Refused(path, $"this key is not known; known are {known}");

    public static InvalidDataException Refused(string path, string problem) => new($"manifest.json, at {path}: {problem}.");

    private static IEnumerable<(string, ManifestElement)> Enumerate(JsonElement json, string path)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in json.EnumerateObject())
        {
            var name = member.Name;
            var below = IsPlain(name) ? $"{path}.{name}" : $"{path}['{Shown(name)}']";
            if (!seen.Add(name)) throw Refused(below, "this key comes twice");
            yield return (name, new(member.Value, below));
        }
    }

    private static IEnumerable<ManifestElement> Enumerate(JsonElement json, string path, int at)
    {
        foreach (var item in json.EnumerateArray())
            yield return new(item, string.Create(CultureInfo.InvariantCulture, $"{path}[{at++}]"));
    }

    private string Describe(bool hidesContent) => json.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => $"an array of {json.GetArrayLength()}",
        JsonValueKind.Null => "null",
        JsonValueKind.String when hidesContent => "a text",
        JsonValueKind.String => $"'{Shown(json.GetString()!)}'",
        JsonValueKind.Number when hidesContent => "another number",
        _ => hidesContent ? "a truth value" : Shown(json.GetRawText()),
    };

    private static bool IsPlain(string name) => name.Length is > 0 and <= MaxShown && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');

    /// <summary>A name as messages show it: the author of a manifest must not be able to write into the log.</summary>
    private static string Shown(string text)
    {
        var start = text.Length > MaxShown ? text[..MaxShown] + "…" : text;
        return string.Concat(start.Select(c => char.IsControl(c) ? '?' : c));
    }
}
