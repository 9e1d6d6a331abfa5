namespace InferenceKit.DataPlane.Shadows;

/// <summary>Copies values into memory that only the garbage collector owns.</summary>
internal static class KeptValues
{
    public static NamedValue[] Of(IReadOnlyList<NamedValue>? values) =>
        values is null ? [] : [.. values.Select(value => new NamedValue(value.Name, Of(value.Value)))];

    private static InferenceValue Of(InferenceValue value) => value switch
    {
        TensorValue tensor => Of(tensor),
        MapValue map => new MapValue(Of(map.Keys), Of(map.Values)),
        SequenceValue sequence => new SequenceValue([.. sequence.Items.Select(Of)]) { ElementType = sequence.ElementType },
        _ => value,
    };

    // Texts are never changed, and in no pool.
    public static TensorValue Of(TensorValue tensor) =>
        tensor.ElementType == ElementType.String ? tensor : TensorValue.CopyBytes(tensor.ElementType, tensor.AsBytes(), tensor.Shape);
}
