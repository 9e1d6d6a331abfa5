using InferenceKit.Sessions.Onnx.Files;

namespace InferenceKit.Cli.Inspecting;

/// <summary>Reads an ONNX file's own words about itself, passing over its weights. The numbers are those of onnx.proto.</summary>
internal sealed class ModelMetadataReader
{
    private const string StandardDomain = "ai.onnx";

    private readonly FileStream _file;
    private readonly ProtobufFile _fields;
    private readonly SortedDictionary<string, long> _opsets = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> _properties = new(StringComparer.Ordinal);
    private readonly Dictionary<int, string> _texts = [];
    private readonly Dictionary<int, long> _numbers = [];
    private string? _graph;

    private ModelMetadataReader(FileStream file)
    {
        _file = file;
        _fields = new(file);
    }

    /// <returns>Null where the file is of another format, as ONNX Runtime's own.</returns>
    public static ModelMetadata? Read(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return new ModelMetadataReader(file).Read();
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            return null;
        }
    }

    private ModelMetadata Read()
    {
        Each(_file.Length, (field, start) =>
        {
            if (field.Number is 1 or 5) _numbers[field.Number] = Number(start);
            else if (field.Number is 2 or 3 or 4 or 6 && field.IsMessage) _texts[field.Number] = _fields.ReadText(field);
            else if (field.Number == 7) Each(field.End, (inner, _) => _graph = inner is { Number: 2, IsMessage: true } ? _fields.ReadText(inner) : _graph);
            else if (field.Number == 8) ReadOpset(field);
            else if (field.Number == 14) ReadProperty(field);
        });
        return new(
            Number(1, _numbers), Text(2), Text(3), Text(4), Number(5, _numbers), string.IsNullOrEmpty(_graph) ? null : _graph, Text(6), _opsets, _properties);
    }

    private void ReadOpset(ProtobufField opset)
    {
        var (domain, version) = ("", 0L);
        Each(opset.End, (field, start) =>
        {
            if (field is { Number: 1, IsMessage: true }) domain = _fields.ReadText(field);
            else if (field.Number == 2) version = Number(start);
        });
        _opsets[domain.Length == 0 ? StandardDomain : domain] = version;
    }

    private void ReadProperty(ProtobufField property)
    {
        var (key, value) = ("", "");
        Each(property.End, (field, _) =>
        {
            if (field is { Number: 1, IsMessage: true }) key = _fields.ReadText(field);
            else if (field is { Number: 2, IsMessage: true }) value = _fields.ReadText(field);
        });
        _properties[key] = value;
    }

    private void Each(long end, Action<ProtobufField, long> read)
    {
        for (var start = _file.Position; _fields.Next(end) is { } field; start = _file.Position)
        {
            read(field, start);
            _fields.Skip(field);
        }
    }

    /// <summary>The walk passes over numbers: it is read again, after the one byte of its key.</summary>
    private long Number(long start)
    {
        _file.Position = start + 1;
        var number = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = _file.ReadByte();
            number |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80) break;
        }
        return (long)number;
    }

    private string? Text(int field) => _texts.GetValueOrDefault(field) is { Length: > 0 } text ? text : null;

    private static long? Number(int field, Dictionary<int, long> numbers) => numbers.TryGetValue(field, out var number) ? number : null;
}
