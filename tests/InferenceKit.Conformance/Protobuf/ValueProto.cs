using InferenceKit.Conformance.Values;

namespace InferenceKit.Conformance.Protobuf;

/// <summary>
/// Reads a value as its graph declares it: the file itself does not say which message it holds.
/// </summary>
internal static class ValueProto
{
    public static CaseValue Read(ReadOnlySpan<byte> message, GraphValue declared) =>
        declared.IsOptional ? ReadOptional(message, declared) : ReadPlain(message, declared);

    private static CaseValue ReadPlain(ReadOnlySpan<byte> message, GraphValue declared) => declared.Kind switch
    {
        ValueKind.Tensor => WithDeclaredBits(TensorProto.Read(message), declared.ElementType),
        ValueKind.Sequence => ReadSequence(message, declared.ElementType),
        ValueKind.Map => ReadMap(message),
        _ => throw new NotSupportedException($"No file can hold a value of kind {declared.Kind}."),
    };

    // The suite was written with NumPy, which has no bfloat16: its files hold the same bits as uint16.
    private static CaseTensor WithDeclaredBits(CaseTensor tensor, ElementType declared) =>
        (tensor.ElementType, declared) is (ElementType.UInt16, ElementType.BFloat16) ? tensor with { ElementType = declared } : tensor;

    private static CaseValue ReadOptional(ReadOnlySpan<byte> message, GraphValue declared)
    {
        var reader = new ProtoReader(message);
        while (reader.TryReadField(out var field))
        {
            switch (field)
            {
                case 3: return TensorProto.Read(reader.ReadBytes());
                case 5: return ReadSequence(reader.ReadBytes(), declared.ElementType);
                case 6: return ReadMap(reader.ReadBytes());
                case 7: return ReadOptional(reader.ReadBytes(), declared);
                default: reader.Skip(); break;
            }
        }
        return new CaseAbsent();
    }

    private static CaseSequence ReadSequence(ReadOnlySpan<byte> message, ElementType elementType)
    {
        var items = new List<CaseValue>();
        var reader = new ProtoReader(message);
        while (reader.TryReadField(out var field))
        {
            switch (field)
            {
                case 3: items.Add(TensorProto.Read(reader.ReadBytes())); break;
                case 5: items.Add(ReadSequence(reader.ReadBytes(), elementType)); break;
                case 6: items.Add(ReadMap(reader.ReadBytes())); break;
                default: reader.Skip(); break;
            }
        }
        return new(items, elementType);
    }

    private static CaseMap ReadMap(ReadOnlySpan<byte> message)
    {
        var numbers = new List<long>();
        var texts = new List<byte[]>();
        CaseSequence? values = null;
        var reader = new ProtoReader(message);
        while (reader.TryReadField(out var field))
        {
            switch (field)
            {
                case 3: reader.ReadVarints(numbers); break;
                case 4: texts.Add(reader.ReadBytes().ToArray()); break;
                case 5: values = ReadSequence(reader.ReadBytes(), ElementType.Undefined); break;
                default: reader.Skip(); break;
            }
        }
        var scalars = (values?.Items ?? []).Cast<CaseTensor>().ToArray();
        var keys = texts.Count > 0
            ? CaseTensors.OfStrings(texts)
            : CaseTensors.Of(ElementType.Int64, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(numbers));
        return new(keys, CaseTensors.Concatenate(scalars));
    }
}
