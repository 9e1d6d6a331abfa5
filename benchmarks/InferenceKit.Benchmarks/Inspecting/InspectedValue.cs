namespace InferenceKit.Benchmarks.Inspecting;

/// <summary>An input or output, as far as a codec has to know it.</summary>
/// <param name="Name">Its name in the graph.</param>
/// <param name="Text">Type and shape, for people.</param>
/// <param name="Element">The type of a tensor's elements; Undefined for what is no tensor.</param>
/// <param name="Shape">The dimensions, outermost first, null where open; null where not even their number is known.</param>
internal sealed record InspectedValue(string Name, string Text, ElementType Element, IReadOnlyList<long?>? Shape)
{
    public static InspectedValue Of(ValueSpec spec) => new(
        spec.Name,
        spec.ToString(),
        spec.Kind == ValueKind.Tensor ? spec.ElementType : ElementType.Undefined,
        spec.HasKnownRank ? spec.Shape : null);
}
