using System.Buffers.Binary;
using System.Text;

namespace InferenceKit.Tests.ControlPlane.Repository;

/// <summary>A model <c>y = x + w</c> of one row of four floats that keeps <c>w</c> in another file, by the location given.</summary>
internal static class ExternalDataModel
{
    /// <summary>What the file of weights holds: one, four times.</summary>
    public static byte[] Weights
    {
        get
        {
            var bytes = new byte[16];
            for (var i = 0; i < 4; i++) BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(4 * i), 1);
            return bytes;
        }
    }

    public static byte[] Build(string location)
    {
        // The numbers of fields are those of onnx.proto.
        byte[] node = [.. Text(1, "x"), .. Text(1, "w"), .. Text(2, "y"), .. Text(3, "add"), .. Text(4, "Add")];
        byte[] tensor = [.. Number(1, 4), .. Number(2, 1), .. Text(8, "w"), .. Field(13, [.. Text(1, "location"), .. Text(2, location)]), .. Number(14, 1)];
        byte[] graph = [.. Field(1, node), .. Text(2, "g"), .. Field(5, tensor), .. Field(11, Value("x")), .. Field(12, Value("y"))];
        return [.. Number(1, 8), .. Field(8, [.. Text(1, ""), .. Number(2, 17)]), .. Field(7, graph)];
    }

    private static byte[] Value(string name) =>
        [.. Text(1, name), .. Field(2, Field(1, [.. Number(1, 1), .. Field(2, Field(1, Number(1, 4)))]))];

    private static byte[] Text(int number, string text) => Field(number, Encoding.UTF8.GetBytes(text));

    private static byte[] Field(int number, byte[] content) => [.. Varint((number << 3) | 2), .. Varint(content.Length), .. content];

    private static byte[] Number(int number, int value) => [.. Varint(number << 3), .. Varint(value)];

    private static byte[] Varint(int value)
    {
        var bytes = new List<byte>();
        for (; value > 0x7f; value >>= 7) bytes.Add((byte)(value | 0x80));
        bytes.Add((byte)value);
        return [.. bytes];
    }
}
