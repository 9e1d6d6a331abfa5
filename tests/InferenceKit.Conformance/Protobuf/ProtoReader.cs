using System.Buffers.Binary;
using System.Text;

namespace InferenceKit.Conformance.Protobuf;

/// <summary>Walks the fields of one protobuf message; nested messages are spans for a further reader.</summary>
internal ref struct ProtoReader(ReadOnlySpan<byte> message)
{
    private ReadOnlySpan<byte> _rest = message;
    private WireType _wireType;

    /// <summary>Goes to the next field. The value of the one before must have been read or skipped.</summary>
    public bool TryReadField(out int number)
    {
        number = 0;
        if (_rest.IsEmpty) return false;
        var tag = ReadRawVarint();
        number = (int)(tag >> 3);
        _wireType = (WireType)(tag & 7);
        return true;
    }

    public long ReadVarint() => _wireType == WireType.Varint ? (long)ReadRawVarint() : throw Unexpected();

    public ReadOnlySpan<byte> ReadBytes() =>
        _wireType == WireType.Bytes ? Take(checked((int)ReadRawVarint())) : throw Unexpected();

    public string ReadText() => Encoding.UTF8.GetString(ReadBytes());

    /// <summary>One element of a repeated integer field, or all of them where they are packed.</summary>
    public void ReadVarints(List<long> into)
    {
        if (_wireType == WireType.Varint)
        {
            into.Add((long)ReadRawVarint());
            return;
        }
        var packed = new ProtoReader(ReadBytes());
        while (!packed._rest.IsEmpty) into.Add((long)packed.ReadRawVarint());
    }

    /// <summary>As <see cref="ReadVarints"/>, for float: the bits, to be kept as they are.</summary>
    public void ReadFixed32(List<uint> into)
    {
        var bytes = _wireType == WireType.Fixed32 ? Take(sizeof(uint)) : ReadBytes();
        for (; !bytes.IsEmpty; bytes = bytes[sizeof(uint)..]) into.Add(BinaryPrimitives.ReadUInt32LittleEndian(bytes));
    }

    /// <summary>As <see cref="ReadVarints"/>, for double: the bits, to be kept as they are.</summary>
    public void ReadFixed64(List<ulong> into)
    {
        var bytes = _wireType == WireType.Fixed64 ? Take(sizeof(ulong)) : ReadBytes();
        for (; !bytes.IsEmpty; bytes = bytes[sizeof(ulong)..]) into.Add(BinaryPrimitives.ReadUInt64LittleEndian(bytes));
    }

    public void Skip()
    {
        switch (_wireType)
        {
            case WireType.Varint: ReadRawVarint(); break;
            case WireType.Fixed64: Take(sizeof(ulong)); break;
            case WireType.Fixed32: Take(sizeof(uint)); break;
            case WireType.Bytes: ReadBytes(); break;
            default: throw Unexpected();
        }
    }

    private ulong ReadRawVarint()
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Take(1)[0];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) return value;
        }
        throw new InvalidDataException("A variable-length integer has more than 64 bits.");
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if ((uint)count > (uint)_rest.Length) throw new InvalidDataException("The message ends in the middle of a field.");
        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }

    private readonly InvalidDataException Unexpected() => new($"A field has the unexpected wire type {_wireType}.");
}
