namespace InferenceKit.Sessions.Onnx.Files;

/// <summary>Which files beside a model file hold its weights: the model names them, tensor by tensor.</summary>
internal sealed class ExternalData
{
    // A file may come from any source: nested graphs must not exhaust the stack.
    private const int MaxDepth = 32;

    private readonly Dictionary<string, string> _tensors = new(StringComparer.Ordinal);

    private ExternalData()
    {
    }

    /// <summary>Each location, as the model writes it, with the first tensor that it holds.</summary>
    public IReadOnlyDictionary<string, string> TensorsByLocation => _tensors;

    /// <summary>Reads the locations and skips the rest. A file of another format, or one that is damaged, names none.</summary>
    /// <param name="path">The model file.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static ExternalData Read(string path)
    {
        var found = new ExternalData();
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 4096);
            var reader = new ProtobufFile(file);
            // ModelProto.graph, and the nodes of ModelProto.functions
            Each(reader, file.Length, (7, end => found.ReadGraph(reader, end, 0)), (25, end => Each(reader, end, (7, e => found.ReadNode(reader, e, 0)))));
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or UnauthorizedAccessException)
        {
            found._tensors.Clear();
        }
        return found;
    }

    // GraphProto.node, .initializer and .sparse_initializer
    private void ReadGraph(ProtobufFile reader, long end, int depth)
    {
        if (depth > MaxDepth) throw new InvalidDataException("Graphs are nested too deep.");
        Each(
            reader, end, (1, e => ReadNode(reader, e, depth)), (5, e => ReadTensor(reader, e)), (15, e => ReadSparse(reader, e)));
    }

    // NodeProto.attribute, and of AttributeProto .t, .g, .tensors, .graphs, .sparse_tensor and .sparse_tensors
    private void ReadNode(ProtobufFile reader, long end, int depth) => Each(reader, end, (5, attribute => Each(
        reader, attribute,
        (5, e => ReadTensor(reader, e)), (6, e => ReadGraph(reader, e, depth + 1)), (10, e => ReadTensor(reader, e)),
        (11, e => ReadGraph(reader, e, depth + 1)), (22, e => ReadSparse(reader, e)), (23, e => ReadSparse(reader, e)))));

    // SparseTensorProto.values and .indices
    private void ReadSparse(ProtobufFile reader, long end) => Each(reader, end, (1, e => ReadTensor(reader, e)), (2, e => ReadTensor(reader, e)));

    // TensorProto.name, .external_data, whose entries have a key and a value, and .data_location, without which the entries do not count
    private void ReadTensor(ProtobufFile reader, long end)
    {
        string name = "", location = "";
        var isExternal = false;
        while (reader.Next(end) is { } field)
        {
            if (field is { Number: 8, IsMessage: true }) name = reader.ReadText(field);
            else if (field is { Number: 13, IsMessage: true } && ReadLocation(reader, field.End) is { } text) location = text;
            else if (field.Number == 14) isExternal = field.Value == 1;
            reader.Skip(field);
        }
        if (isExternal && location.Length > 0) _tensors.TryAdd(location, name);
    }

    private static string? ReadLocation(ProtobufFile reader, long end)
    {
        string key = "", value = "";
        while (reader.Next(end) is { } field)
        {
            if (field is { Number: 1, IsMessage: true }) key = reader.ReadText(field);
            else if (field is { Number: 2, IsMessage: true }) value = reader.ReadText(field);
            reader.Skip(field);
        }
        return key == "location" ? value : null;
    }

    private static void Each(ProtobufFile reader, long end, params ReadOnlySpan<(int Number, Action<long> Read)> parts)
    {
        while (reader.Next(end) is { } field)
        {
            foreach (var (number, read) in parts)
                if (field.IsMessage && field.Number == number) read(field.End);
            reader.Skip(field);
        }
    }
}
