using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using InferenceKit.Configuration.Reading;

namespace InferenceKit.Tests.Configuration.Schema;

/// <summary>
/// Makes the JSON schema of the <c>Inference</c> section from what there is: keys from the reader's tables, types from
/// the options classes, descriptions and defaults from their documentation comments.
/// </summary>
internal sealed class OptionsSchema
{
    private static readonly JsonSerializerOptions Format = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly SortedDictionary<string, JsonObject> _definitions = new(StringComparer.Ordinal);

    private OptionsSchema()
    {
    }

    /// <summary>The whole document, as it is committed.</summary>
    public static string Write()
    {
        var schema = new OptionsSchema();
        var section = schema.Reference(typeof(InferenceOptions));
        var root = new JsonObject
        {
            ["$schema"] = "http://json-schema.org/draft-07/schema#",
            ["title"] = "The settings of InferenceKit",
            // Other sections have schemas of their own: editors join them.
            ["type"] = "object",
            ["properties"] = new JsonObject { ["Inference"] = section },
            ["definitions"] = new JsonObject([.. schema._definitions.Select(d => KeyValuePair.Create(d.Key, (JsonNode?)d.Value))]),
        };
        return root.ToJsonString(Format) + "\n";
    }

    /// <summary>A reference to the class's definition, which is made when it is first asked for.</summary>
    private JsonObject Reference(Type options)
    {
        // A document that several schemas were joined into has one place for definitions.
        var name = "InferenceKit." + options.Name;
        if (!_definitions.ContainsKey(name))
        {
            _definitions[name] = [];
            _definitions[name] = Define(options);
        }
        return new() { ["$ref"] = "#/definitions/" + name };
    }

    private JsonObject Define(Type options)
    {
        var (names, refused) = KeysOf(options);
        var properties = new JsonObject();
        foreach (var name in names.Where(name => !refused.Contains(name)))
        {
            var property = options.GetProperty(name) ?? throw new InvalidOperationException($"{options.Name} has no property for the key '{name}'.");
            properties[name] = Describe(property);
        }
        return new()
        {
            ["type"] = "object",
            ["description"] = DocumentedMember.Of(options).Text,
            ["properties"] = properties,
            ["additionalProperties"] = false,
        };
    }

    private JsonObject Describe(PropertyInfo property)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        var documented = DocumentedMember.Of(property);
        var option = $"{property.DeclaringType!.Name}.{property.Name}";
        var schema = Any(type) ?? throw new NotSupportedException($"{option} is a {type}: say in {nameof(OptionsSchema)} how that looks in JSON.");
        // Beside a reference nothing else is read.
        if (schema.ContainsKey("$ref")) return schema;
        OptionDetails.AddTo(schema, option);
        schema["description"] = documented.Text;
        if (documented.Default is { } text && Scalar(type) is not null && DefaultValue.Read(text, type) is { } value) schema["default"] = value;
        return schema;
    }

    private JsonObject? Any(Type type)
    {
        if (Scalar(type) is { } scalar) return scalar;
        if (IsOptions(type)) return Reference(type);
        if (ArgumentOf(type, typeof(IDictionary<,>)) is [var key, var value] && Any(value) is { } values)
        {
            var section = new JsonObject { ["type"] = "object", ["additionalProperties"] = values };
            if (value == typeof(ModelOptions)) section["propertyNames"] = new JsonObject { ["pattern"] = OptionDetails.ModelNamePattern };
            else if (key == typeof(int)) section["propertyNames"] = new JsonObject { ["pattern"] = "^[1-9][0-9]*$" };
            else if (key.IsEnum) section["propertyNames"] = new JsonObject { ["enum"] = new JsonArray([.. Enum.GetNames(key).Where(name => name != "None").Select(name => (JsonNode)name)]) };
            return section;
        }
        return ArgumentOf(type, typeof(IEnumerable<>)) is [var item] && Any(item) is { } items ? new() { ["type"] = "array", ["items"] = items } : null;
    }

    /// <summary>A single value. Null says nothing, so that it is allowed everywhere.</summary>
    private static JsonObject? Scalar(Type type) => type switch
    {
        _ when type == typeof(string) => Typed("string"),
        _ when type == typeof(Uri) => With(Typed("string"), "format", "uri"),
        _ when type == typeof(object) => new() { ["type"] = new JsonArray("number", "string", "boolean") },
        _ when type == typeof(bool) => Typed("boolean"),
        _ when type == typeof(int) || type == typeof(long) => Typed("integer"),
        _ when type == typeof(double) || type == typeof(float) => Typed("number"),
        _ when type == typeof(TimeSpan) => With(Typed("string"), "pattern", OptionDetails.DurationPattern),
        { IsEnum: true } => new() { ["enum"] = new JsonArray([.. Enum.GetNames(type).Select(name => (JsonNode)name), null]) },
        _ => null,
    };

    private static JsonObject Typed(string type) => new() { ["type"] = new JsonArray(type, "null") };

    private static JsonObject With(JsonObject schema, string key, JsonNode value)
    {
        schema[key] = value;
        return schema;
    }

    private static bool IsOptions(Type type) => type.IsClass && type.Assembly == typeof(InferenceOptions).Assembly;

    private static Type[]? ArgumentOf(Type type, Type definition) =>
        type.GetInterfaces().Append(type).FirstOrDefault(t => t.IsGenericType && t.GetGenericTypeDefinition() == definition)?.GetGenericArguments();

    /// <summary>From the table of the class, wherever it is declared.</summary>
    private static (IReadOnlyCollection<string> Names, IReadOnlyCollection<string> Refused) KeysOf(Type options)
    {
        var table = typeof(KeyTable<>).MakeGenericType(options);
        var declared = table.Assembly.GetTypes()
            .SelectMany(type => type.GetProperties(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static))
            .FirstOrDefault(property => property.PropertyType == table)
            ?? throw new InvalidOperationException($"No table says the keys of {options.Name}.");
        dynamic keys = declared.GetValue(null)!;
        return (keys.Names, keys.RefusedNames);
    }
}
