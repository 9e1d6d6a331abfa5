namespace InferenceKit.Sessions.Rows;

/// <summary>
/// A copy of a row's inputs or outputs, as cheap to make as one can be: tensors in one block, which become values when they are needed.
/// Immutable.
/// </summary>
/// <param name="layout">What the block has.</param>
/// <param name="block">The tensors.</param>
/// <param name="others">All else, in memory that only the garbage collector owns.</param>
internal readonly struct RowCopy(RowLayout layout, byte[] block, NamedValue[] others)
{
    /// <summary>Values that were copied already.</summary>
    public static RowCopy Of(NamedValue[] values) => new(RowLayout.Empty, [], values);

    /// <summary>The tensors of the block.</summary>
    public ReadOnlySpan<RowPart> Parts => layout.Parts;

    /// <summary>What is not in the block.</summary>
    public NamedValue[] Others => others;

    /// <summary>Has the block brought to this core, which will write it.</summary>
    public void Fetch()
    {
        if (block is { Length: > 0 }) CacheLines.Fetch(ref block[0], 16, Math.Min(block.Length, 512));
    }

    /// <summary>Its block, where another copy could have it as it is; null where not.</summary>
    public byte[]? BlockFor(RowLayout other) => block?.Length == other.Bytes ? block : null;

    /// <summary>About the bytes that it takes.</summary>
    public long Bytes
    {
        get
        {
            const int PerString = 32;
            long bytes = block.Length;
            foreach (var other in others)
                if (other.Value is TensorValue tensor) bytes += tensor.Length * (tensor.ElementType == ElementType.String ? PerString : ElementTypes.SizeOf(tensor.ElementType));
            return bytes;
        }
    }

    public ReadOnlySpan<byte> BytesOf(in RowPart part) => block.AsSpan(part.Offset, part.Bytes);

    public TensorValue ValueOf(in RowPart part) => TensorValue.CopyBytes(part.ElementType, BytesOf(part), part.Shape);

    /// <summary>All as values, in memory of their own.</summary>
    public NamedValue[] ToValues()
    {
        if (layout.Parts.IsEmpty) return others;
        var values = new NamedValue[layout.Parts.Length + others.Length];
        for (var i = 0; i < layout.Parts.Length; i++) values[i] = new(layout.Parts[i].Name, ValueOf(layout.Parts[i]));
        others.CopyTo(values, layout.Parts.Length);
        return values;
    }
}
