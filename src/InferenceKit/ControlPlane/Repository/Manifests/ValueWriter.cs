using System.Text.Json;
using System.Text.Unicode;

namespace InferenceKit.ControlPlane.Repository.Manifests;

/// <summary>Writes values and what a signature says of them; see <see cref="ValueReader"/> for the form.</summary>
internal static class ValueWriter
{
    /// <summary>More elements are written in base64: a photograph has 150,000, and as numbers they take ten times as long to read.</summary>
    private const int MostNumbers = 64;

    public static void Write(Utf8JsonWriter json, InferenceValue value)
    {
        switch (value)
        {
            case TensorValue tensor:
                WriteTensor(json, tensor);
                break;
            case SequenceValue sequence:
                json.WriteStartObject();
                json.WriteStartArray("sequence"u8);
                foreach (var item in sequence.Items) Write(json, item);
                json.WriteEndArray();
                // Written for an empty sequence, whose items cannot show the type.
                if (sequence.Items.Count == 0) json.WriteString("type"u8, ElementTypeNames.Of(sequence.ElementType));
                json.WriteEndObject();
                break;
            case MapValue map:
                json.WriteStartObject();
                json.WritePropertyName("keys"u8);
                WriteTensor(json, map.Keys);
                json.WritePropertyName("values"u8);
                WriteTensor(json, map.Values);
                json.WriteEndObject();
                break;
            default:
                json.WriteNullValue();
                break;
        }
    }

    public static void WriteNumber(Utf8JsonWriter json, double number)
    {
        if (NotFinite.TextOf(number) is { } text) json.WriteStringValue(text);
        else json.WriteNumberValue(number);
    }

    public static void WriteSpec(Utf8JsonWriter json, ValueSpec spec)
    {
        json.WriteStartObject();
        json.WriteString("name"u8, spec.Name);
        json.WriteString("kind"u8, SignatureReader.NameOf(spec.Kind));
        json.WriteString("type"u8, ElementTypeNames.Of(spec.ElementType));
        if (spec.KeyType != ElementType.Undefined) json.WriteString("keys"u8, ElementTypeNames.Of(spec.KeyType));
        if (spec.ItemKind is { } items) json.WriteString("items"u8, SignatureReader.NameOf(items));
        if (spec.Kind == ValueKind.Tensor && spec.HasKnownRank) WriteShape(json, spec);
        if (spec.IsOptional) json.WriteBoolean("optional"u8, true);
        json.WriteEndObject();
    }

    private static void WriteShape(Utf8JsonWriter json, ValueSpec spec)
    {
        json.WriteStartArray("shape"u8);
        for (var i = 0; i < spec.Shape.Count; i++)
        {
            if (spec.Shape[i] is { } size) json.WriteNumberValue(size);
            else if (spec.Symbols[i] is { } symbol) json.WriteStringValue(symbol);
            else json.WriteNullValue();
        }
        json.WriteEndArray();
    }

    private static void WriteTensor(Utf8JsonWriter json, TensorValue tensor)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, ElementTypeNames.Of(tensor.ElementType));
        json.WriteStartArray("shape"u8);
        foreach (var size in tensor.Shape) json.WriteNumberValue(size);
        json.WriteEndArray();
        var isText = tensor.ElementType == ElementType.String;
        var hasNumbers = tensor.ElementType is not (ElementType.Float16 or ElementType.BFloat16 or ElementType.Complex64 or ElementType.Complex128);
        if (isText || (hasNumbers && tensor.Length <= MostNumbers))
        {
            json.WriteStartArray("data"u8);
            WriteData(json, tensor);
            json.WriteEndArray();
        }
        else json.WriteBase64String("base64"u8, tensor.AsBytes());
        json.WriteEndObject();
    }

    private static void WriteData(Utf8JsonWriter json, TensorValue tensor)
    {
        switch (tensor.ElementType)
        {
            case ElementType.Float32:
                foreach (var x in tensor.AsSpan<float>())
                {
                    // Written as a single, because the nearest double has more digits.
                    if (float.IsFinite(x)) json.WriteNumberValue(x);
                    else WriteNumber(json, x);
                }
                break;
            case ElementType.Float64: foreach (var x in tensor.AsSpan<double>()) WriteNumber(json, x); break;
            case ElementType.UInt8: foreach (var x in tensor.AsSpan<byte>()) json.WriteNumberValue(x); break;
            case ElementType.Int8: foreach (var x in tensor.AsSpan<sbyte>()) json.WriteNumberValue(x); break;
            case ElementType.UInt16: foreach (var x in tensor.AsSpan<ushort>()) json.WriteNumberValue(x); break;
            case ElementType.Int16: foreach (var x in tensor.AsSpan<short>()) json.WriteNumberValue(x); break;
            case ElementType.UInt32: foreach (var x in tensor.AsSpan<uint>()) json.WriteNumberValue(x); break;
            case ElementType.Int32: foreach (var x in tensor.AsSpan<int>()) json.WriteNumberValue(x); break;
            case ElementType.UInt64: foreach (var x in tensor.AsSpan<ulong>()) json.WriteNumberValue(x); break;
            case ElementType.Int64: foreach (var x in tensor.AsSpan<long>()) json.WriteNumberValue(x); break;
            case ElementType.Bool: foreach (var x in tensor.AsSpan<bool>()) json.WriteBooleanValue(x); break;
            default: WriteTexts(json, tensor); break;
        }
    }

    private static void WriteTexts(Utf8JsonWriter json, TensorValue tensor)
    {
        for (var i = 0; i < tensor.Length; i++)
        {
            var utf8 = tensor.GetStringUtf8(i);
            if (!Utf8.IsValid(utf8)) throw new InvalidDataException("A tensor of strings has one that is no UTF-8 and cannot be written into a manifest.");
            json.WriteStringValue(utf8);
        }
    }
}
