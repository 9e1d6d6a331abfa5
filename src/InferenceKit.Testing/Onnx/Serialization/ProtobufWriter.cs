using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace InferenceKit.Testing.Onnx.Serialization;

/// <summary>Writes the four protobuf wire types that ONNX uses. A nested message goes into a buffer of its own first, because its length comes before it.</summary>
internal sealed class ProtobufWriter
{
    private const int Varint = 0;
    private const int LengthDelimited = 2;
    private const int Fixed32 = 5;

    private readonly ArrayBufferWriter<byte> _buffer = new();

    public byte[] ToArray() => _buffer.WrittenSpan.ToArray();

    public void Integer(int field, long value)
    {
        Tag(field, Varint);
        Raw((ulong)value);
    }

    public void Float(int field, float value)
    {
        Tag(field, Fixed32);
        BinaryPrimitives.WriteSingleLittleEndian(_buffer.GetSpan(sizeof(float)), value);
        _buffer.Advance(sizeof(float));
    }

    public void Text(int field, string value)
    {
        Tag(field, LengthDelimited);
        Raw((ulong)Encoding.UTF8.GetByteCount(value));
        Encoding.UTF8.GetBytes(value, _buffer);
    }

    /// <summary>Writes text unless it is empty: an absent field is read as the empty text.</summary>
    public void OptionalText(int field, string value)
    {
        if (value.Length > 0)
            Text(field, value);
    }

    public void Bytes(int field, ReadOnlySpan<byte> value)
    {
        Tag(field, LengthDelimited);
        Raw((ulong)value.Length);
        _buffer.Write(value);
    }

    public void Message<TArg>(int field, TArg argument, Action<ProtobufWriter, TArg> write)
    {
        var nested = new ProtobufWriter();
        write(nested, argument);
        Bytes(field, nested._buffer.WrittenSpan);
    }

    private void Tag(int field, int wireType) => Raw((ulong)((field << 3) | wireType));

    private void Raw(ulong value)
    {
        // Seven bits a byte: 64 bits take at most ten bytes.
        var span = _buffer.GetSpan(10);
        var length = 0;
        while (value >= 0x80)
        {
            span[length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        span[length++] = (byte)value;
        _buffer.Advance(length);
    }
}
