using InferenceKit.Testing.Onnx.Graphs;

namespace InferenceKit.Testing.Onnx.Serialization;

/// <summary>Writes a model with its header. The field numbers are those of onnx.proto.</summary>
internal static class ModelWriter
{
    public static byte[] Write(ModelHeader header, GraphContent graph)
    {
        var writer = new ProtobufWriter();
        writer.Integer(1, header.IrVersion);
        writer.OptionalText(2, header.ProducerName);
        writer.OptionalText(3, header.ProducerVersion);
        writer.Integer(5, header.ModelVersion);
        writer.OptionalText(6, header.DocString);
        writer.Message(7, new GraphWriter(graph), static (nested, contents) => contents.Write(nested));
        foreach (var opset in header.Opsets)
        {
            writer.Message(8, opset, static (nested, entry) =>
            {
                nested.OptionalText(1, entry.Key);
                nested.Integer(2, entry.Value);
            });
        }

        foreach (var entry in header.Metadata)
        {
            writer.Message(14, entry, static (nested, pair) =>
            {
                nested.Text(1, pair.Key);
                nested.Text(2, pair.Value);
            });
        }

        return writer.ToArray();
    }
}
