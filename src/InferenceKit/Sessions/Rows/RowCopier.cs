namespace InferenceKit.Sessions.Rows;

/// <summary>Copies rows of a batch's inputs or outputs. For the thread that has the batch.</summary>
/// <param name="values">All inputs, or all outputs.</param>
/// <param name="copy">Copies a value that lies in no plain memory: its index, and the row.</param>
internal sealed class RowCopier(IRowValues[] values, Func<int, int, InferenceValue> copy)
{
    private RowLayout _layout = RowLayout.Empty;

    /// <param name="row">The row.</param>
    /// <param name="epoch">Its number, as far as values may be missing from it.</param>
    /// <param name="before">A copy that is no longer needed.</param>
    public RowCopy Copy(int row, long epoch, RowCopy before)
    {
        if (!_layout.IsOf(values, epoch)) _layout = new(values, epoch);
        var layout = _layout;
        var block = before.BlockFor(layout) ?? GC.AllocateUninitializedArray<byte>(layout.Bytes);
        foreach (ref readonly var part in layout.Parts) values[part.Index].RowBytes(row).CopyTo(block.AsSpan(part.Offset, part.Bytes));
        return new(layout, block, layout.Others.IsEmpty ? [] : CopyOthers(layout, row));
    }

    private NamedValue[] CopyOthers(RowLayout layout, int row)
    {
        var others = new NamedValue[layout.Others.Length];
        for (var i = 0; i < others.Length; i++) others[i] = new(values[layout.Others[i]].Spec.Name, copy(layout.Others[i], row));
        return others;
    }
}
