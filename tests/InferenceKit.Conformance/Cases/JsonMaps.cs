using System.Globalization;
using System.Text;
using System.Text.Json;
using InferenceKit.Conformance.Protobuf;
using InferenceKit.Conformance.Values;

namespace InferenceKit.Conformance.Cases;

/// <summary>
/// Reads a sequence of maps from JSON: the shared models' form for what a ZipMap gives. Keys are ordered as ONNX Runtime
/// orders them: numbers by value, texts by their bytes.
/// </summary>
internal static class JsonMaps
{
    public static CaseSequence Read(ReadOnlyMemory<byte> json, GraphValue declared)
    {
        using var document = JsonDocument.Parse(json);
        var items = document.RootElement.GetProperty("items").EnumerateArray();
        return new([.. items.Select(item => ReadMap(item, declared.KeyType))], declared.ElementType);
    }

    private static CaseMap ReadMap(JsonElement item, ElementType keyType)
    {
        var entries = item.EnumerateObject().ToArray();
        if (keyType == ElementType.Int64)
        {
            var numbers = Array.ConvertAll(entries, entry => long.Parse(entry.Name, CultureInfo.InvariantCulture));
            Array.Sort(numbers, entries);
            return new(CaseTensors.Of<long>(keyType, numbers), Values(entries));
        }
        Array.Sort(entries, (a, b) => string.CompareOrdinal(a.Name, b.Name));
        return new(CaseTensors.OfStrings(entries.Select(entry => Encoding.UTF8.GetBytes(entry.Name))), Values(entries));
    }

    private static CaseTensor Values(JsonProperty[] entries) =>
        CaseTensors.Of<float>(ElementType.Float32, Array.ConvertAll(entries, entry => entry.Value.GetSingle()));
}
