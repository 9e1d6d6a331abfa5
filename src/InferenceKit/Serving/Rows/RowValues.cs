namespace InferenceKit.Serving.Rows;

/// <summary>Puts rows of tensors together and takes them apart.</summary>
internal static class RowValues
{
    /// <summary>The same elements with a first dimension of 1.</summary>
    public static TensorValue AsOneRow(TensorValue value) => new(value.ElementType, [1, .. value.Shape], value.Length, value.Buffer);

    /// <summary>Tensors of one type, and of one shape but for the first dimension, one after the other.</summary>
    public static TensorValue Join(ReadOnlySpan<TensorValue> parts)
    {
        long rows = 0, length = 0;
        foreach (var part in parts) (rows, length) = (rows + part.Shape[0], length + part.Length);
        var type = parts[0].ElementType;
        long[] shape = [rows, .. parts[0].Shape[1..]];
        var at = 0;
        if (type == ElementType.String)
        {
            var strings = new byte[checked((int)length)][];
            foreach (var part in parts)
                for (var i = 0; i < part.Length; i++) strings[at++] = part.GetStringUtf8(i).ToArray();
            return new(type, shape, length, TensorBuffer.OfStrings(strings));
        }
        var bytes = GC.AllocateUninitializedArray<byte>(checked((int)(length * ElementTypes.SizeOf(type))));
        foreach (var part in parts)
        {
            part.AsBytes().CopyTo(bytes.AsSpan(at));
            at += part.AsBytes().Length;
        }
        return new(type, shape, length, TensorBuffer.OfArray(bytes, bytes.Length));
    }

    /// <summary>A row of a tensor, with a first dimension of 1.</summary>
    /// <param name="value">A tensor whose first dimension counts rows.</param>
    /// <param name="row">The row.</param>
    public static TensorValue RowOf(TensorValue value, int row) => AsOneRow(Slice(value, row));

    /// <summary>What one row of a run was answered by an output.</summary>
    /// <param name="output">The whole output.</param>
    /// <param name="row">The row.</param>
    /// <param name="rows">The rows of the run.</param>
    /// <returns>Null where the output does not count rows.</returns>
    public static InferenceValue? TrySlice(InferenceValue output, int row, int rows) => output switch
    {
        TensorValue tensor => tensor.Shape.Length > 0 && tensor.Shape[0] == rows ? Slice(tensor, row) : null,
        SequenceValue sequence => sequence.Items.Count == rows ? sequence.Items[row] : null,
        _ => null,
    };

    /// <summary>Whether two tensors have the same type, shape and elements, bit by bit.</summary>
    public static bool AreEqual(TensorValue a, TensorValue b)
    {
        if (a.ElementType != b.ElementType || !a.Shape.SequenceEqual(b.Shape)) return false;
        if (a.ElementType != ElementType.String) return a.AsBytes().SequenceEqual(b.AsBytes());
        for (var i = 0; i < a.Length; i++)
            if (!a.GetStringUtf8(i).SequenceEqual(b.GetStringUtf8(i))) return false;
        return true;
    }

    private static TensorValue Slice(TensorValue tensor, int row)
    {
        var length = checked((int)(tensor.Length / tensor.Shape[0]));
        long[] shape = tensor.Shape[1..].ToArray();
        if (tensor.ElementType != ElementType.String)
        {
            var bytes = length * ElementTypes.SizeOf(tensor.ElementType);
            return TensorValue.CopyBytes(tensor.ElementType, tensor.AsBytes().Slice(row * bytes, bytes), shape);
        }
        var strings = new byte[length][];
        for (var i = 0; i < length; i++) strings[i] = tensor.GetStringUtf8(row * length + i).ToArray();
        return new(ElementType.String, shape, length, TensorBuffer.OfStrings(strings));
    }
}
