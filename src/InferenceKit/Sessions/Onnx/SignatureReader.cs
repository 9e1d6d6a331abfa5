using InferenceKit.Sessions.Onnx.Files;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace InferenceKit.Sessions.Onnx;

/// <summary>Reads the signature of a loaded session.</summary>
internal static class SignatureReader
{
    public static ModelSignature Read(InferenceSession session, DeclaredShapes declared)
    {
        var inputs = new List<ValueSpec>(session.InputNames.Count);
        foreach (var name in session.InputNames)
            inputs.Add(Spec(name, session.InputMetadata[name], isOptional: false, declared.HasInputShape(name)));
        // Inputs with a default in the model come last, because most callers never give them.
        foreach (var (name, metadata) in session.OverridableInitializerMetadata)
            inputs.Add(Spec(name, metadata, isOptional: true, hasShape: true));
        var outputs = new List<ValueSpec>(session.OutputNames.Count);
        foreach (var name in session.OutputNames)
            outputs.Add(Spec(name, session.OutputMetadata[name], isOptional: false, declared.HasOutputShape(name)));
        return new(inputs.ToArray(), outputs.ToArray());
    }

    private static ValueSpec Spec(string name, NodeMetadata metadata, bool isOptional, bool hasShape) => metadata.OnnxValueType switch
    {
        OnnxValueType.ONNX_TYPE_OPTIONAL => Spec(name, metadata.AsOptionalMetadata().ElementMeta, isOptional: true, hasShape),
        OnnxValueType.ONNX_TYPE_SEQUENCE => Sequence(name, metadata.AsSequenceMetadata().ElementMeta, isOptional),
        OnnxValueType.ONNX_TYPE_MAP => Map(name, ValueKind.Map, null, metadata.AsMapMetadata(), isOptional),
        _ => Tensor(name, metadata, isOptional, hasShape),
    };

    private static ValueSpec Tensor(string name, NodeMetadata metadata, bool isOptional, bool hasShape)
    {
        var sizes = metadata.Dimensions;
        var shape = new long?[sizes.Length];
        var symbols = new string?[sizes.Length];
        for (var i = 0; i < sizes.Length; i++)
        {
            if (sizes[i] >= 0) shape[i] = sizes[i];
            else if (metadata.SymbolicDimensions[i] is { Length: > 0 } symbol) symbols[i] = symbol;
        }
        return new(name, ValueKind.Tensor, TypeOf(metadata.ElementDataType), shape, symbols)
        {
            // ONNX Runtime reports a scalar and an unknown rank in the same way. A shape with dimensions has a known rank.
            HasKnownRank = sizes.Length > 0 || hasShape,
            IsOptional = isOptional,
        };
    }

    private static ValueSpec Sequence(string name, NodeMetadata items, bool isOptional) => items.OnnxValueType switch
    {
        OnnxValueType.ONNX_TYPE_MAP => Map(name, ValueKind.Sequence, ValueKind.Map, items.AsMapMetadata(), isOptional),
        OnnxValueType.ONNX_TYPE_TENSOR => new(name, ValueKind.Sequence, TypeOf(items.ElementDataType), []) { ItemKind = ValueKind.Tensor, IsOptional = isOptional },
        _ => new(name, ValueKind.Sequence, ElementType.Undefined, []) { ItemKind = ValueKind.Sequence, IsOptional = isOptional },
    };

    private static ValueSpec Map(string name, ValueKind kind, ValueKind? itemKind, MapMetadata map, bool isOptional) =>
        new(name, kind, map.ValueMetadata.OnnxValueType == OnnxValueType.ONNX_TYPE_TENSOR ? TypeOf(map.ValueMetadata.ElementDataType) : ElementType.Undefined, [])
        {
            ItemKind = itemKind,
            KeyType = TypeOf(map.KeyDataType),
            IsOptional = isOptional,
        };

    /// <summary>Both enumerations carry the codes of the ONNX specification.</summary>
    public static ElementType TypeOf(TensorElementType type) =>
        (int)type is > 0 and <= (int)ElementType.BFloat16 ? (ElementType)(int)type : ElementType.Undefined;
}
