namespace InferenceKit.Conformance.Protobuf;

/// <summary>Reads <c>TypeProto</c>: each kind of type is a field of its own, and types nest.</summary>
internal static class TypeProto
{
    public static GraphValue Read(ReadOnlySpan<byte> type, GraphValue value)
    {
        var reader = new ProtoReader(type);
        while (reader.TryReadField(out var field))
        {
            switch (field)
            {
                case 1: return ReadElementType(reader.ReadBytes(), value) with { Kind = ValueKind.Tensor };
                case 4: return ReadInner(reader.ReadBytes(), value) with { Kind = ValueKind.Sequence };
                case 5: return ReadMap(reader.ReadBytes(), value) with { Kind = ValueKind.Map };
                case 9: return ReadInner(reader.ReadBytes(), value) with { IsOptional = true };
                default: reader.Skip(); break;
            }
        }
        return value;
    }

    private static GraphValue ReadElementType(ReadOnlySpan<byte> tensorType, GraphValue value)
    {
        var reader = new ProtoReader(tensorType);
        while (reader.TryReadField(out var field))
        {
            if (field == 1) value = value with { ElementType = (ElementType)reader.ReadVarint() };
            else reader.Skip();
        }
        return value;
    }

    private static GraphValue ReadInner(ReadOnlySpan<byte> type, GraphValue value)
    {
        var reader = new ProtoReader(type);
        while (reader.TryReadField(out var field))
        {
            if (field == 1) value = Read(reader.ReadBytes(), value);
            else reader.Skip();
        }
        return value;
    }

    private static GraphValue ReadMap(ReadOnlySpan<byte> mapType, GraphValue value)
    {
        var reader = new ProtoReader(mapType);
        while (reader.TryReadField(out var field))
        {
            if (field == 1) value = value with { KeyType = (ElementType)reader.ReadVarint() };
            else if (field == 2) value = Read(reader.ReadBytes(), value);
            else reader.Skip();
        }
        return value;
    }
}
