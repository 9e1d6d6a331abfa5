using InferenceKit.Testing.Onnx.Graphs;

namespace InferenceKit.Testing.Onnx.Serialization;

/// <summary>Writes tensors, and the declared types of inputs and outputs.</summary>
internal static class ValueWriter
{
    public static void Tensor(ProtobufWriter writer, OnnxTensor tensor, string name)
    {
        foreach (var dimension in tensor.Shape)
            writer.Integer(1, dimension);

        writer.Integer(2, (long)tensor.Element);
        foreach (var text in tensor.Texts)
            writer.Text(6, text);

        writer.OptionalText(8, name);
        if (tensor.Element != ElementType.String)
            writer.Bytes(9, tensor.Bytes);
    }

    public static void Declaration(ProtobufWriter writer, GraphValue value)
    {
        writer.Text(1, value.Name);
        writer.Message(2, value.Type, Type);
    }

    public static void Type(ProtobufWriter writer, OnnxType type)
    {
        switch (type.Kind)
        {
            case OnnxTypeKind.Tensor:
                writer.Message(1, type, TensorType);
                break;
            case OnnxTypeKind.Sequence:
                writer.Message(4, type.Inner!, static (nested, inner) => nested.Message(1, inner, Type));
                break;
            case OnnxTypeKind.Map:
                writer.Message(5, type, static (nested, map) =>
                {
                    nested.Integer(1, (long)map.Element);
                    nested.Message(2, map.Inner!, Type);
                });
                break;
            case OnnxTypeKind.Optional:
                writer.Message(9, type.Inner!, static (nested, inner) => nested.Message(1, inner, Type));
                break;
        }
    }

    private static void TensorType(ProtobufWriter writer, OnnxType type)
    {
        writer.Integer(1, (long)type.Element);
        if (type.HasShape)
            writer.Message(2, type.Shape, Shape);
    }

    private static void Shape(ProtobufWriter writer, IReadOnlyList<OnnxDimension> shape)
    {
        foreach (var dimension in shape)
            writer.Message(1, dimension, Dimension);
    }

    private static void Dimension(ProtobufWriter writer, OnnxDimension dimension)
    {
        if (dimension.Size is { } size)
            writer.Integer(1, size);
        else if (dimension.Symbol is { } symbol)
            writer.Text(2, symbol);
    }
}
