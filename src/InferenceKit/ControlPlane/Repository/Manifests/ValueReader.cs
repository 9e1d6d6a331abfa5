using System.Globalization;
using System.Text.Json;

namespace InferenceKit.ControlPlane.Repository.Manifests;

/// <summary>
/// Reads a value: a tensor as <c>type</c>, <c>shape</c> and <c>data</c> or <c>base64</c>; a sequence as <c>sequence</c> with its items;
/// a map as <c>keys</c> and <c>values</c>; no value as null.
/// </summary>
internal static class ValueReader
{
    public static InferenceValue Read(ManifestElement element)
    {
        if (element.Json.ValueKind == JsonValueKind.Null) return InferenceValue.Absent;
        if (element.Json.ValueKind != JsonValueKind.Object) throw element.Wrong("a tensor, a sequence, a map or null", hidesContent: true);
        if (element.Json.TryGetProperty("sequence"u8, out _)) return ReadSequence(element);
        return element.Json.TryGetProperty("keys"u8, out _) ? ReadMap(element) : ReadTensor(element);
    }

    private static SequenceValue ReadSequence(ManifestElement element)
    {
        var items = new List<InferenceValue>();
        var type = ElementType.Float32;
        foreach (var (key, value) in element.Members("a sequence"))
        {
            if (key == "sequence")
                foreach (var item in value.Items("an array of values"))
                    items.Add(item.Json.ValueKind == JsonValueKind.Null ? throw item.Wrong("a value") : Read(item));
            else if (key == "type") type = ReadType(value);
            else throw value.Unknown("sequence, type");
        }
        return new(items) { ElementType = type };
    }

    private static MapValue ReadMap(ManifestElement element)
    {
        TensorValue? keys = null, values = null;
        foreach (var (key, value) in element.Members("a map"))
        {
            if (key == "keys") keys = ReadTensor(value);
            else if (key == "values") values = ReadTensor(value);
            else throw value.Unknown("keys, values");
        }
        if (values is null) throw ManifestElement.Refused(element.Path, "expected keys and values, but there is no values");
        if (keys!.ElementType is not (ElementType.String or ElementType.Int64))
            throw ManifestElement.Refused(element.Path, $"expected keys of string or int64, but got {ElementTypeNames.Of(keys.ElementType)}");
        return keys.Shape.Length == 1 && keys.Shape.SequenceEqual(values.Shape)
            ? new(keys, values)
            : throw ManifestElement.Refused(element.Path, $"expected keys and values of rank 1 and one length, but got {keys} and {values}");
    }

    private static TensorValue ReadTensor(ManifestElement element)
    {
        ElementType? type = null;
        long[]? shape = null;
        ManifestElement? data = null, base64 = null;
        foreach (var (key, value) in element.Members("a tensor"))
        {
            switch (key)
            {
                case "type": type = ReadType(value); break;
                case "shape": shape = [.. value.Items("an array of sizes").Select(size => size.Whole("a size"))]; break;
                case "data": data = value; break;
                case "base64": base64 = value; break;
                default: throw value.Unknown("type, shape, data, base64");
            }
        }
        if (type is not { } elementType || shape is null || data is null == base64 is null)
            throw ManifestElement.Refused(element.Path, "expected type, shape, and one of data and base64");
        if (elementType == ElementType.Undefined) throw ManifestElement.Refused(element.Path, "the elements of a tensor have a type");
        var length = Product(element, shape);
        return data is { } numbers ? TensorDataReader.Read(numbers, elementType, shape, length) : TensorDataReader.ReadBase64(base64!.Value, elementType, shape, length);
    }

    private static long Product(ManifestElement element, long[] shape)
    {
        try
        {
            return TensorShape.Product(shape);
        }
        catch (InferenceException e)
        {
            throw ManifestElement.Refused($"{element.Path}.shape", e.Message.TrimEnd('.'));
        }
    }

    public static ElementType ReadType(ManifestElement element)
    {
        var text = element.Text("an element type");
        return ElementTypeNames.TryParse(text, out var type)
            ? type
            : throw element.Wrong(string.Create(CultureInfo.InvariantCulture, $"one of {ElementTypeNames.List}"));
    }
}
