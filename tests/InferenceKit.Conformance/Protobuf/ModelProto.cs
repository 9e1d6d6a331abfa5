namespace InferenceKit.Conformance.Protobuf;

/// <summary>Reads from a model file what the test data needs to know: the inputs and outputs in order.</summary>
internal static class ModelProto
{
    /// <summary>The inputs that must be fed (those without an initializer), and the outputs.</summary>
    public static (IReadOnlyList<GraphValue> Inputs, IReadOnlyList<GraphValue> Outputs) Read(ReadOnlySpan<byte> model)
    {
        var reader = new ProtoReader(model);
        while (reader.TryReadField(out var field))
        {
            if (field == 7) return ReadGraph(reader.ReadBytes());
            reader.Skip();
        }
        throw new InvalidDataException("The model has no graph.");
    }

    private static (IReadOnlyList<GraphValue>, IReadOnlyList<GraphValue>) ReadGraph(ReadOnlySpan<byte> graph)
    {
        var (inputs, outputs) = (new List<GraphValue>(), new List<GraphValue>());
        var initializers = new HashSet<string>(StringComparer.Ordinal);
        var reader = new ProtoReader(graph);
        while (reader.TryReadField(out var field))
        {
            switch (field)
            {
                case 5: initializers.Add(ReadName(reader.ReadBytes(), 8)); break;
                case 11: inputs.Add(ReadValueInfo(reader.ReadBytes())); break;
                case 12: outputs.Add(ReadValueInfo(reader.ReadBytes())); break;
                default: reader.Skip(); break;
            }
        }
        inputs.RemoveAll(input => initializers.Contains(input.Name));
        return (inputs, outputs);
    }

    private static string ReadName(ReadOnlySpan<byte> message, int nameField)
    {
        var reader = new ProtoReader(message);
        while (reader.TryReadField(out var field))
        {
            if (field == nameField) return reader.ReadText();
            reader.Skip();
        }
        return "";
    }

    private static GraphValue ReadValueInfo(ReadOnlySpan<byte> message)
    {
        var value = new GraphValue("", ValueKind.Absent, ElementType.Undefined);
        var reader = new ProtoReader(message);
        while (reader.TryReadField(out var field))
        {
            switch (field)
            {
                case 1: value = value with { Name = reader.ReadText() }; break;
                case 2: value = TypeProto.Read(reader.ReadBytes(), value); break;
                default: reader.Skip(); break;
            }
        }
        return value;
    }
}
