using System.Runtime.InteropServices;
using InferenceKit.Conformance.Values;

namespace InferenceKit.Conformance.Protobuf;

/// <summary>Reads <c>TensorProto</c>: data comes as raw bytes, or in a field that several element types share.</summary>
internal static class TensorProto
{
    public static CaseTensor Read(ReadOnlySpan<byte> message)
    {
        var (dims, varints, fixed32, fixed64) = (new List<long>(), new List<long>(), new List<uint>(), new List<ulong>());
        var strings = new List<byte[]>();
        var elementType = ElementType.Undefined;
        byte[]? raw = null;
        var reader = new ProtoReader(message);
        while (reader.TryReadField(out var field))
        {
            switch (field)
            {
                case 1: reader.ReadVarints(dims); break;
                case 2: elementType = (ElementType)reader.ReadVarint(); break;
                case 4: reader.ReadFixed32(fixed32); break;
                case 5 or 7 or 11: reader.ReadVarints(varints); break;
                case 6: strings.Add(reader.ReadBytes().ToArray()); break;
                case 9: raw = reader.ReadBytes().ToArray(); break;
                case 10: reader.ReadFixed64(fixed64); break;
                case 13: throw new NotSupportedException("The tensor's data is in another file.");
                default: reader.Skip(); break;
            }
        }
        raw ??= varints.Count > 0 ? Narrow(varints, elementType)
            : fixed32.Count > 0 ? MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(fixed32)).ToArray()
            : MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(fixed64)).ToArray();
        return new(elementType, [.. dims], raw, [.. strings]);
    }

    private static byte[] Narrow(List<long> values, ElementType elementType)
    {
        var size = elementType switch
        {
            ElementType.UInt8 or ElementType.Int8 or ElementType.Bool => 1,
            ElementType.UInt16 or ElementType.Int16 or ElementType.Float16 or ElementType.BFloat16 => 2,
            ElementType.Int32 or ElementType.UInt32 => 4,
            ElementType.Int64 or ElementType.UInt64 => 8,
            _ => throw new NotSupportedException($"{elementType} is not kept in an integer field."),
        };
        var bytes = new byte[values.Count * size];
        for (var i = 0; i < values.Count; i++)
            MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(values).Slice(i, 1))[..size].CopyTo(bytes.AsSpan(i * size));
        return bytes;
    }
}
