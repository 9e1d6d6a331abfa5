using System.Globalization;
using System.Text.Json;

namespace InferenceKit.ControlPlane.Repository.Manifests;

/// <summary>Reads the elements of a tensor. No message repeats one.</summary>
internal static class TensorDataReader
{
    private delegate bool TryRead<T>(JsonElement json, out T value);

    public static TensorValue Read(ManifestElement data, ElementType type, long[] shape, long length)
    {
        data.Expect(JsonValueKind.Array, "an array of elements");
        if (data.Json.GetArrayLength() != length)
            throw ManifestElement.Refused(data.Path, string.Create(
                CultureInfo.InvariantCulture, $"expected {length} elements for the shape [{TensorShape.Text(shape)}], but got {data.Json.GetArrayLength()}"));
        return type switch
        {
            ElementType.Float32 => Read<float>(data, type, shape, TryReadSingle),
            ElementType.Float64 => Read<double>(data, type, shape, TryReadDouble),
            ElementType.UInt8 => Read(data, type, shape, static (JsonElement json, out byte value) => json.TryGetByte(out value)),
            ElementType.Int8 => Read(data, type, shape, static (JsonElement json, out sbyte value) => json.TryGetSByte(out value)),
            ElementType.UInt16 => Read(data, type, shape, static (JsonElement json, out ushort value) => json.TryGetUInt16(out value)),
            ElementType.Int16 => Read(data, type, shape, static (JsonElement json, out short value) => json.TryGetInt16(out value)),
            ElementType.UInt32 => Read(data, type, shape, static (JsonElement json, out uint value) => json.TryGetUInt32(out value)),
            ElementType.Int32 => Read(data, type, shape, static (JsonElement json, out int value) => json.TryGetInt32(out value)),
            ElementType.UInt64 => Read(data, type, shape, static (JsonElement json, out ulong value) => json.TryGetUInt64(out value)),
            ElementType.Int64 => Read(data, type, shape, static (JsonElement json, out long value) => json.TryGetInt64(out value)),
            ElementType.Bool => Read<bool>(data, type, shape, TryReadFlag),
            ElementType.String => Read<string>(data, type, shape, TryReadText),
            _ => throw ManifestElement.Refused(data.Path, $"expected base64, which alone {ElementTypeNames.Of(type)} can be written in"),
        };
    }

    /// <summary>The elements' bytes in little-endian order, which is that of every machine ONNX Runtime is built for.</summary>
    public static TensorValue ReadBase64(ManifestElement base64, ElementType type, long[] shape, long length)
    {
        base64.Expect(JsonValueKind.String, "base64");
        var size = ElementTypes.SizeOf(type);
        if (size == 0) throw ManifestElement.Refused(base64.Path, "expected data: texts are not written in base64");
        if (!base64.Json.TryGetBytesFromBase64(out var bytes)) throw base64.Wrong("base64", hidesContent: true);
        if (bytes.Length % size != 0 || bytes.Length / size != length)
            throw ManifestElement.Refused(base64.Path, string.Create(
                CultureInfo.InvariantCulture, $"expected {length} elements of {size} bytes for the shape [{TensorShape.Text(shape)}], but got {bytes.Length} bytes"));
        if (type == ElementType.Bool && bytes.AsSpan().ContainsAnyExceptInRange((byte)0, (byte)1))
            throw ManifestElement.Refused(base64.Path, "expected bytes of 0 or 1");
        return TensorValue.CopyBytes(type, bytes, shape);
    }

    private static TensorValue Read<T>(ManifestElement data, ElementType type, long[] shape, TryRead<T> tryRead)
    {
        var elements = new T[data.Json.GetArrayLength()];
        var at = 0;
        foreach (var json in data.Json.EnumerateArray())
        {
            var mayBe = json.ValueKind == JsonValueKind.Number || type is ElementType.Bool or ElementType.String or ElementType.Float32 or ElementType.Float64;
            if (!mayBe || !tryRead(json, out elements[at]))
                throw new ManifestElement(json, string.Create(CultureInfo.InvariantCulture, $"{data.Path}[{at}]")).Wrong($"an element of {ElementTypeNames.Of(type)}", hidesContent: true);
            at++;
        }
        return TensorValue.Copy<T>(elements, shape);
    }

    private static bool TryReadSingle(JsonElement json, out float value)
    {
        value = 0;
        // The parser returns infinity for a number that is too large.
        if (json.ValueKind == JsonValueKind.Number) return json.TryGetSingle(out value) && float.IsFinite(value);
        if (json.ValueKind != JsonValueKind.String || !NotFinite.TryParse(json.GetString(), out var number)) return false;
        value = (float)number;
        return true;
    }

    private static bool TryReadDouble(JsonElement json, out double value)
    {
        value = 0;
        return json.ValueKind == JsonValueKind.Number
            ? json.TryGetDouble(out value) && double.IsFinite(value)
            : json.ValueKind == JsonValueKind.String && NotFinite.TryParse(json.GetString(), out value);
    }

    private static bool TryReadFlag(JsonElement json, out bool value)
    {
        value = json.ValueKind == JsonValueKind.True;
        return json.ValueKind is JsonValueKind.True or JsonValueKind.False;
    }

    private static bool TryReadText(JsonElement json, out string value)
    {
        value = json.ValueKind == JsonValueKind.String ? json.GetString()! : "";
        return json.ValueKind == JsonValueKind.String;
    }
}
