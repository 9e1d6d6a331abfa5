using InferenceKit.Serving.Traffic;

namespace InferenceKit.Comparison;

/// <summary>Compares values of any kind. Thread-safe: it has no state.</summary>
internal sealed class ValueComparer(ShadowPolicy policy)
{
    private readonly TensorComparer _tensors = new(policy);

    /// <param name="primary">The primary's.</param>
    /// <param name="shadow">The shadow's.</param>
    /// <param name="hasRows">Whether the first dimension of a tensor counts rows.</param>
    /// <param name="into">Where they are counted.</param>
    public void Compare(InferenceValue primary, InferenceValue shadow, bool hasRows, OutputCounts into)
    {
        switch (primary, shadow)
        {
            case (TensorValue p, TensorValue s) when AreAlike(p, s):
                _tensors.Compare(p, s, hasRows, into);
                break;
            case (MapValue p, MapValue s) when AreAlike(p.Keys, s.Keys) && AreAlike(p.Values, s.Values) && MapOrder.Find(p.Keys, s) is { } values:
                _tensors.Compare(p.Values, values, hasRows: false, into);
                break;
            case (SequenceValue p, SequenceValue s) when p.Items.Count == s.Items.Count:
                // An item is a row, or a part of one.
                for (var i = 0; i < p.Items.Count; i++) Compare(p.Items[i], s.Items[i], hasRows: false, into);
                break;
            case ({ Kind: ValueKind.Absent }, { Kind: ValueKind.Absent }):
                break;
            default:
                into.AddWrongShape(primary, shadow);
                break;
        }
    }

    /// <summary>As above, of one row's elements of one type and shape.</summary>
    public void Compare(ElementType type, ReadOnlySpan<long> shape, ReadOnlySpan<byte> primary, ReadOnlySpan<byte> shadow, OutputCounts into) =>
        _tensors.Compare(type, shape, primary, shadow, hasRows: false, into);

    private static bool AreAlike(TensorValue a, TensorValue b) => a.ElementType == b.ElementType && a.Shape.SequenceEqual(b.Shape);
}
