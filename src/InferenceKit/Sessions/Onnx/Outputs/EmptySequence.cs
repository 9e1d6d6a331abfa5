using System.Collections.Concurrent;
using Microsoft.ML.OnnxRuntime;

namespace InferenceKit.Sessions.Onnx.Outputs;

/// <summary>
/// Makes sequences without items. ONNX Runtime's API refuses to; its operator SequenceEmpty does it, so a model of
/// that one node is run.
/// </summary>
internal static class EmptySequence
{
    private static readonly ConcurrentDictionary<ElementType, Lazy<InferenceSession>> Sessions = new();

    public static OrtValue Of(ElementType elementType)
    {
        var session = Sessions.GetOrAdd(elementType, static type => new(() => new InferenceSession(Model((byte)type)))).Value;
        using var options = new RunOptions();
        using var binding = session.CreateIoBinding();
        binding.BindOutputToDevice("s", OrtMemoryInfo.DefaultInstance);
        session.RunWithBinding(options, binding);
        // The collection may be garbage-collected, because its only value belongs to the caller.
        return binding.GetOutputValues()[0];
    }

    /// <summary>A ModelProto: IR 8, opset 11, <c>s = SequenceEmpty(dtype)</c>.</summary>
    private static byte[] Model(byte type)
    {
        byte[] attribute = [.. Field(1, "dtype"u8), 0x18, type, 0xa0, 0x01, 2];
        byte[] node = [.. Field(2, "s"u8), .. Field(4, "SequenceEmpty"u8), .. Field(5, attribute)];
        byte[] declared = [.. Field(1, "s"u8), .. Field(2, Field(4, Field(1, Field(1, [0x08, type]))))];
        byte[] graph = [.. Field(1, node), .. Field(2, "g"u8), .. Field(12, declared)];
        return [0x08, 8, .. Field(7, graph), .. Field(8, [0x10, 11])];
    }

    /// <summary>A protobuf field with a length; none here is longer than one byte can say.</summary>
    private static byte[] Field(int number, ReadOnlySpan<byte> content) => [(byte)(number << 3 | 2), checked((byte)content.Length), .. content];
}
