using InferenceKit.Sessions.Onnx.Files;
using Microsoft.ML.OnnxRuntime;

namespace InferenceKit.Sessions.Onnx.Outputs;

/// <summary>
/// Whether a model may leave an output without a value although it declares none as optional: a loop without trips
/// hands on what it got, and that may be the absent value of an optional input or of an Optional node.
/// </summary>
internal static class OptionalValues
{
    // Graphs that are nested deeper than this are not read. They count as having such a node.
    private const int MaxDepth = 32;

    public static bool CanArise(InferenceSession session, string path) =>
        session.InputMetadata.Values.Concat(session.OutputMetadata.Values).Any(v => v.OnnxValueType == OnnxValueType.ONNX_TYPE_OPTIONAL)
        || HasOptionalNode(path);

    /// <summary>Reads all nodes of a model file. A file of another format counts as having such a node.</summary>
    internal static bool HasOptionalNode(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 4096);
            var reader = new ProtobufFile(file);
            // ModelProto.graph with its nodes, and ModelProto.functions with theirs
            return Any(reader, file.Length, field => field.Number switch
            {
                7 => HasOptionalNode(reader, field.End, nodes: 1, depth: 0),
                25 => HasOptionalNode(reader, field.End, nodes: 7, depth: 0),
                _ => false,
            });
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            return true;
        }
    }

    private static bool HasOptionalNode(ProtobufFile reader, long end, int nodes, int depth) =>
        depth > MaxDepth || Any(reader, end, field => field.Number == nodes && IsOptionalNode(reader, field.End, depth));

    // NodeProto.op_type, and the graphs in NodeProto.attribute
    private static bool IsOptionalNode(ProtobufFile reader, long end, int depth) => Any(reader, end, field => field.Number switch
    {
        4 => reader.ReadText(field) == "Optional",
        5 => Any(reader, field.End, attribute => attribute.Number is 6 or 11 && HasOptionalNode(reader, attribute.End, nodes: 1, depth + 1)),
        _ => false,
    });

    private static bool Any(ProtobufFile reader, long end, Func<ProtobufField, bool> isIt)
    {
        while (reader.Next(end) is { } field)
        {
            if (field.IsMessage && isIt(field)) return true;
            reader.Skip(field);
        }
        return false;
    }
}
