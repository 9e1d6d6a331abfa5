namespace InferenceKit.Conformance.Protobuf;

/// <summary>An input or output as the graph declares it.</summary>
/// <param name="Name">The name in the graph.</param>
/// <param name="Kind">Tensor, sequence or map; what is inside an optional.</param>
/// <param name="ElementType">Of a tensor, of the tensors in a sequence, of a map's values.</param>
/// <param name="KeyType">Of a map, or of the maps in a sequence.</param>
/// <param name="IsOptional">Whether its type is <c>optional(...)</c>.</param>
internal sealed record GraphValue(
    string Name, ValueKind Kind, ElementType ElementType, ElementType KeyType = ElementType.Undefined, bool IsOptional = false);
