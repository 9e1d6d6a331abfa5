using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace InferenceKit.Tests.Configuration.Schema;

/// <summary>Reads a document by a schema as an editor does: those keywords that our schema uses, and no others.</summary>
internal sealed class SchemaCheck(JsonObject schema)
{
    /// <summary>What an editor would underline, each with its path.</summary>
    public IReadOnlyList<string> ProblemsOf(JsonNode? document) => [.. Check(document, schema, "")];

    private IEnumerable<string> Check(JsonNode? value, JsonObject by, string path)
    {
        if (by["$ref"] is { } reference) by = (JsonObject)schema["definitions"]![reference.GetValue<string>().Split('/')[^1]]!;
        if (by["type"] is { } types && !TypesIn(types).Any(type => Is(value, type))) return [$"{path}: is no {types.ToJsonString()}"];
        if (by["enum"] is JsonArray choices && !choices.Any(choice => JsonNode.DeepEquals(choice, value))) return [$"{path}: is none of {choices.ToJsonString()}"];
        if (by["pattern"] is { } pattern && value is JsonValue text && !Matches(text.GetValue<string>(), pattern)) return [$"{path}: does not match {pattern}"];
        return value switch
        {
            JsonObject section => section.SelectMany(child => CheckChild(child, by, $"{path}/{child.Key}")),
            JsonArray list when by["items"] is JsonObject items => list.SelectMany((item, i) => Check(item, items, $"{path}/{i}")),
            _ => [],
        };
    }

    private IEnumerable<string> CheckChild(KeyValuePair<string, JsonNode?> child, JsonObject by, string path)
    {
        if (by["propertyNames"]?["pattern"] is { } names && !Matches(child.Key, names)) return [$"{path}: is no name for a key here"];
        if (by["properties"]?[child.Key] is JsonObject own) return Check(child.Value, own, path);
        return by["additionalProperties"] switch
        {
            JsonObject any => Check(child.Value, any, path),
            JsonValue => [$"{path}: unknown key"],
            null => [],
            var other => throw new NotSupportedException(other.ToJsonString()),
        };
    }

    private static IEnumerable<string> TypesIn(JsonNode types) =>
        types is JsonArray several ? several.Select(type => type!.GetValue<string>()) : [types.GetValue<string>()];

    private static bool Is(JsonNode? value, string type) => (type, value) switch
    {
        ("null", null) or ("object", JsonObject) or ("array", JsonArray) => true,
        ("string", JsonValue text) => text.TryGetValue<string>(out _),
        ("boolean", JsonValue flag) => flag.TryGetValue<bool>(out _),
        ("integer", JsonValue number) => number.TryGetValue<long>(out _),
        ("number", JsonValue number) => number.TryGetValue<double>(out _),
        _ => false,
    };

    // Patterns of schemas are those of JavaScript.
    private static bool Matches(string text, JsonNode pattern) => Regex.IsMatch(text, pattern.GetValue<string>(), RegexOptions.ECMAScript);
}
