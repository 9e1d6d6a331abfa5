using System.Text.Json;

namespace InferenceKit.ControlPlane.Repository.Manifests;

/// <summary>Reads a model's signature out of a manifest.</summary>
internal static class SignatureReader
{
    private const string Keys = "name, kind, type, shape, items, keys, optional";

    public static ModelSignature Read(ManifestElement element)
    {
        ValueSpec[]? inputs = null, outputs = null;
        foreach (var (key, value) in element.Members("an object with inputs and outputs"))
        {
            if (key == "inputs") inputs = ReadSpecs(value);
            else if (key == "outputs") outputs = ReadSpecs(value);
            else throw value.Unknown("inputs, outputs");
        }
        return inputs is not null && outputs is not null
            ? new(inputs, outputs)
            : throw ManifestElement.Refused(element.Path, $"expected inputs and outputs, but there is no {(inputs is null ? "inputs" : "outputs")}");
    }

    public static string NameOf(ValueKind kind) => kind switch
    {
        ValueKind.Tensor => "tensor",
        ValueKind.Sequence => "sequence",
        _ => "map",
    };

    private static ValueSpec[] ReadSpecs(ManifestElement element)
    {
        var specs = new List<ValueSpec>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in element.Items("an array"))
        {
            var spec = ReadSpec(item);
            if (!names.Add(spec.Name)) throw ManifestElement.Refused(item.Path, "one before it has the same name");
            specs.Add(spec);
        }
        return [.. specs];
    }

    private static ValueSpec ReadSpec(ManifestElement element)
    {
        string? name = null;
        ValueKind? kind = null, items = null;
        ElementType? type = null;
        var keys = ElementType.Undefined;
        (long?[] Sizes, string?[] Symbols)? shape = null;
        var isOptional = false;
        foreach (var (key, value) in element.Members("an object"))
        {
            switch (key)
            {
                case "name": name = value.Text("a name"); break;
                case "kind": kind = ReadKind(value); break;
                case "type": type = ValueReader.ReadType(value); break;
                case "shape": shape = ReadShape(value); break;
                case "items": items = ReadKind(value); break;
                case "keys": keys = ValueReader.ReadType(value); break;
                case "optional": isOptional = value.Flag(); break;
                default: throw value.Unknown(Keys);
            }
        }
        if (name is null || kind is null || type is null) throw ManifestElement.Refused(element.Path, "expected name, kind and type");
        if (shape is not null && kind != ValueKind.Tensor) throw ManifestElement.Refused(element.Path, "only a tensor has a shape");
        if (items is null == (kind == ValueKind.Sequence)) throw ManifestElement.Refused(element.Path, "a sequence, and nothing else, says what its items are");
        var (sizes, symbols) = shape ?? ([], []);
        return new(name, kind.Value, type.Value, sizes, symbols)
        {
            KeyType = keys,
            ItemKind = items,
            HasKnownRank = shape is not null || kind != ValueKind.Tensor,
            IsOptional = isOptional,
        };
    }

    private static ValueKind ReadKind(ManifestElement element) => element.Text("a kind") switch
    {
        "tensor" => ValueKind.Tensor,
        "sequence" => ValueKind.Sequence,
        "map" => ValueKind.Map,
        _ => throw element.Wrong("tensor, sequence or map"),
    };

    /// <summary>A number is a size, a text the name of one that is known at run time, null one without a name.</summary>
    private static (long?[], string?[]) ReadShape(ManifestElement element)
    {
        var items = element.Items("an array of sizes").ToList();
        return (
            [.. items.Select(item => item.Json.ValueKind is JsonValueKind.String or JsonValueKind.Null ? (long?)null : item.Whole("a size, a name or null"))],
            [.. items.Select(item => item.Json.ValueKind == JsonValueKind.String ? item.Json.GetString() : null)]);
    }
}
