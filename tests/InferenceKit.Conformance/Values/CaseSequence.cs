namespace InferenceKit.Conformance.Values;

/// <summary>A sequence; the element type is that of its tensors, also where it is empty.</summary>
internal sealed record CaseSequence(IReadOnlyList<CaseValue> Items, ElementType ElementType) : CaseValue
{
    public override string ToString() => $"Sequence of {Items.Count}";
}
