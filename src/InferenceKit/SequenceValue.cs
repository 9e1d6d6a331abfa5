namespace InferenceKit;

/// <summary>An ordered list of values of one kind. Immutable.</summary>
public sealed class SequenceValue : InferenceValue
{
    /// <summary>Makes a sequence; the items are not copied.</summary>
    /// <param name="items">Values of one kind and element type.</param>
    /// <exception cref="ArgumentNullException">The list is null.</exception>
    public SequenceValue(IReadOnlyList<InferenceValue> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        Items = items;
    }

    /// <inheritdoc/>
    public override ValueKind Kind => ValueKind.Sequence;

    /// <summary>The values, in order.</summary>
    public IReadOnlyList<InferenceValue> Items { get; }

    /// <summary>The element type of an empty sequence's tensors, which its items cannot tell. Default: Float32.</summary>
    public ElementType ElementType { get; init; } = ElementType.Float32;

    /// <summary>How many items there are, as in <c>Sequence[3]</c>.</summary>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Sequence[{Items.Count}]");

    internal override void Release()
    {
        foreach (var item in Items) item.Release();
    }

    internal override void Abandon()
    {
        // Items are the caller's and not checked yet: the refusal may be for a null among them.
        foreach (var item in Items) item?.Abandon();
    }

    internal override void Hold()
    {
        foreach (var item in Items) item?.Hold();
    }

    internal override void EndHold()
    {
        foreach (var item in Items) item?.EndHold();
    }
}
