using System.Text.Json;

namespace InferenceKit.ControlPlane.Repository.Http;

/// <summary>A value of a JSON document, and where it stands in it: messages say both. Reads strictly.</summary>
/// <param name="Element">The value.</param>
/// <param name="Path">As in <c>$.models.fraud</c>.</param>
internal readonly record struct JsonLocation(JsonElement Element, string Path)
{
    private const int LongestShown = 64;

    // The limit of versions, which bounds the number of models too.
    private const int MaxMembers = IndexDocument.MaxVersions;

    /// <summary>A name out of the document as it may stand in a message: short, and without control characters.</summary>
    public static string Show(string name)
    {
        var text = string.Concat(name.Take(LongestShown).Select(c => char.IsControl(c) ? '?' : c));
        return name.Length > LongestShown ? text + "…" : text;
    }

    /// <summary>The members of an object, each name once.</summary>
    public List<(string Name, JsonLocation Value)> Members()
    {
        Require(JsonValueKind.Object, "an object");
        if (Element.GetPropertyCount() > MaxMembers) throw Wrong($"has more than {MaxMembers} members");
        var members = new List<(string, JsonLocation)>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in Element.EnumerateObject())
        {
            var location = new JsonLocation(member.Value, $"{Path}.{Show(member.Name)}");
            // Readers differ in which of two they take. A checker and a loader could then see different values.
            if (!names.Add(member.Name)) throw location.Wrong("stands there twice");
            members.Add((member.Name, location));
        }
        return members;
    }

    /// <summary>The members of an object of which each name is known; those that are not there are default.</summary>
    public JsonLocation[] Known(params ReadOnlySpan<string> known)
    {
        var values = new JsonLocation[known.Length];
        foreach (var (name, value) in Members())
        {
            var at = known.IndexOf(name);
            if (at < 0) throw value.Wrong("is not known here");
            values[at] = value;
        }
        return values;
    }

    /// <summary>What <see cref="Known"/> gave, where it has to be there.</summary>
    public JsonLocation Of(JsonLocation parent, string name) => Path is null ? throw parent.Wrong($"has no '{name}'") : this;

    public string Text()
    {
        Require(JsonValueKind.String, "a text");
        return Element.GetString()!;
    }

    public long Integer()
    {
        Require(JsonValueKind.Number, "a number");
        return Element.TryGetInt64(out var value) ? value : throw Wrong("is not a whole number of 64 bits");
    }

    public InvalidDataException Wrong(string what) => new($"{Path} {what}");

    private void Require(JsonValueKind kind, string what)
    {
        if (Element.ValueKind != kind) throw Wrong($"has to be {what}");
    }
}
