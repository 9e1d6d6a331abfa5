using System.Buffers;

namespace InferenceKit;

/// <summary>Strings as UTF-8; the garbage collector owns them.</summary>
internal sealed class StringTensorBuffer(byte[][] strings) : TensorBuffer
{
    public override ReadOnlySpan<byte> Bytes => default;

    public override byte[][] Strings => strings;

    public override MemoryHandle BeginUse() => default;
}
