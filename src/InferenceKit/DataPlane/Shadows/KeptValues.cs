namespace InferenceKit.DataPlane.Shadows;

/// <summary>Copies values into memory that only the garbage collector owns: several shadows read them, and none knows which is the last.</summary>
internal static class KeptValues
{
    public static NamedValue[] Of(IReadOnlyList<NamedValue>? values) =>
        values is null ? [] : [.. values.Select(value => new NamedValue(value.Name, Of(value.Value)))];

    /// <summary>Copies of values that are all tensors; null where one is not.</summary>
    public static NamedValue[]? OfTensors(IReadOnlyList<NamedValue> values)
    {
        var copies = new NamedValue[values.Count];
        for (var i = 0; i < copies.Length; i++)
        {
            if (values[i].Value is not TensorValue tensor) return null;
            copies[i] = new(values[i].Name, Of(tensor));
        }
        return copies;
    }

    private static InferenceValue Of(InferenceValue value) => value switch
    {
        TensorValue tensor => Of(tensor),
        MapValue map => new MapValue(Of(map.Keys), Of(map.Values)),
        SequenceValue sequence => new SequenceValue([.. sequence.Items.Select(Of)]) { ElementType = sequence.ElementType },
        _ => value,
    };

    // Texts are never changed, and in no pool.
    private static TensorValue Of(TensorValue tensor) =>
        tensor.ElementType == ElementType.String ? tensor : TensorValue.CopyBytes(tensor.ElementType, tensor.AsBytes(), tensor.Shape);
}
