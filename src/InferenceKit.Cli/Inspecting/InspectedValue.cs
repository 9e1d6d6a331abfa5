namespace InferenceKit.Cli.Inspecting;

/// <summary>An input or output. Immutable.</summary>
/// <param name="Name">Its name in the graph.</param>
/// <param name="Type">Type and shape as everywhere in the library, as in <c>Float32[batch,16]</c>.</param>
/// <param name="Kind">Tensor, sequence or map.</param>
/// <param name="ElementType">Of the tensor's elements; null for other kinds.</param>
/// <param name="Shape">Sizes, null where dynamic; null where not even their number is known, and for what is no tensor.</param>
/// <param name="IsOptional">Whether requests may leave it out.</param>
internal sealed record InspectedValue(string Name, string Type, ValueKind Kind, ElementType? ElementType, IReadOnlyList<long?>? Shape, bool IsOptional)
{
    public static InspectedValue Of(ValueSpec spec)
    {
        var isTensor = spec.Kind == ValueKind.Tensor;
        return new(spec.Name, spec.ToString(), spec.Kind, isTensor ? spec.ElementType : null, isTensor && spec.HasKnownRank ? spec.Shape : null, spec.IsOptional);
    }
}
