using System.Text;

namespace InferenceKit.Sessions.Onnx.Files;

/// <summary>Walks the fields of a protobuf message in a file without reading what it skips.</summary>
internal sealed class ProtobufFile(Stream file)
{
    /// <summary>The next field before <paramref name="end"/>, with the position at its content; null at the end.</summary>
    public ProtobufField? Next(long end)
    {
        if (file.Position >= end) return null;
        var key = Varint();
        var number = (int)(key >> 3);
        switch (key & 7)
        {
            case 0:
                var value = Varint();
                return new(number, false, file.Position, value);
            case 1:
                return new(number, false, file.Position + 8);
            case 5:
                return new(number, false, file.Position + 4);
            case 2:
                var length = Varint();
                if (length > (ulong)(end - file.Position)) throw new InvalidDataException("A field is longer than its message.");
                return new(number, true, file.Position + (long)length);
            default:
                throw new InvalidDataException("A field has an unknown wire type.");
        }
    }

    public void Skip(ProtobufField field) => file.Position = field.End;

    public string ReadText(ProtobufField field)
    {
        var length = field.End - file.Position;
        if (length > 64 * 1024) throw new InvalidDataException("A name is too long.");
        var bytes = new byte[length];
        file.ReadExactly(bytes);
        return Encoding.UTF8.GetString(bytes);
    }

    private ulong Varint()
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = file.ReadByte();
            if (next < 0) throw new InvalidDataException("The file ends within a field.");
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80) return value;
        }
        throw new InvalidDataException("A number is too long.");
    }
}
