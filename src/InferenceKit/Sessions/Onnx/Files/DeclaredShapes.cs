namespace InferenceKit.Sessions.Onnx.Files;

/// <summary>
/// Which tensors of a model file declare a shape. ONNX Runtime shows a declared scalar and an undeclared rank alike,
/// so the file itself is asked.
/// </summary>
internal sealed class DeclaredShapes
{
    private readonly HashSet<string> _inputs = new(StringComparer.Ordinal);
    private readonly HashSet<string> _outputs = new(StringComparer.Ordinal);

    public bool HasInputShape(string name) => _inputs.Contains(name);

    public bool HasOutputShape(string name) => _outputs.Contains(name);

    /// <summary>Reads the inputs and outputs of the graph and skips the rest. A file of another format declares nothing.</summary>
    public static DeclaredShapes Read(string path)
    {
        var declared = new DeclaredShapes();
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 4096);
            var reader = new ProtobufFile(file);
            while (reader.Next(file.Length) is { } field)
            {
                // ModelProto.graph
                if (field is { Number: 7, IsMessage: true }) declared.ReadGraph(reader, field.End);
                reader.Skip(field);
            }
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            // ONNX Runtime could read the file. A shape that cannot be read here counts as undeclared, which suits any shape.
        }
        return declared;
    }

    private void ReadGraph(ProtobufFile reader, long end)
    {
        while (reader.Next(end) is { } field)
        {
            // GraphProto.input and .output
            if (field.IsMessage && field.Number is 11 or 12)
            {
                var (name, hasShape) = ReadValueInfo(reader, field.End);
                if (hasShape) (field.Number == 11 ? _inputs : _outputs).Add(name);
            }
            reader.Skip(field);
        }
    }

    private static (string Name, bool HasShape) ReadValueInfo(ProtobufFile reader, long end)
    {
        var (name, hasShape) = ("", false);
        while (reader.Next(end) is { } field)
        {
            // ValueInfoProto.name and .type
            if (field is { Number: 1, IsMessage: true }) name = reader.ReadText(field);
            else if (field is { Number: 2, IsMessage: true }) hasShape = HasShape(reader, field.End, depth: 0);
            reader.Skip(field);
        }
        return (name, hasShape);
    }

    private static bool HasShape(ProtobufFile reader, long end, int depth)
    {
        // A file may come from any source: nested types must not exhaust the stack.
        if (depth > 8) return false;
        var found = false;
        while (reader.Next(end) is { } field)
        {
            // TypeProto.tensor_type.shape and TypeProto.optional_type.elem_type
            if (field is { Number: 1, IsMessage: true }) found |= HasMessage(reader, field.End, number: 2);
            else if (field is { Number: 9, IsMessage: true }) found |= HasOptionalShape(reader, field.End, depth);
            reader.Skip(field);
        }
        return found;
    }

    private static bool HasOptionalShape(ProtobufFile reader, long end, int depth)
    {
        var found = false;
        while (reader.Next(end) is { } field)
        {
            if (field is { Number: 1, IsMessage: true }) found |= HasShape(reader, field.End, depth + 1);
            reader.Skip(field);
        }
        return found;
    }

    private static bool HasMessage(ProtobufFile reader, long end, int number)
    {
        var found = false;
        while (reader.Next(end) is { } field)
        {
            found |= field.IsMessage && field.Number == number;
            reader.Skip(field);
        }
        return found;
    }
}
