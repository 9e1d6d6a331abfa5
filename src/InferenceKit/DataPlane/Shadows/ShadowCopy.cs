namespace InferenceKit.DataPlane.Shadows;

/// <summary>Copies of values in memory of their own, which the collector frees: several shadows read them, and none knows which is the last.</summary>
internal static class ShadowCopy
{
    /// <summary>Copies of values that are all tensors; null where one is not.</summary>
    public static NamedValue[]? OfTensors(IReadOnlyList<NamedValue> values)
    {
        var copies = new NamedValue[values.Count];
        for (var i = 0; i < copies.Length; i++)
        {
            if (values[i].Value is not TensorValue tensor) return null;
            copies[i] = new(values[i].Name, KeptValues.Of(tensor));
        }
        return copies;
    }

    /// <summary>About the bytes that values take.</summary>
    public static long BytesOf(NamedValue[]? values)
    {
        const int PerString = 32;
        long bytes = 0;
        foreach (var value in values ?? [])
            if (value.Value is TensorValue tensor) bytes += tensor.Length * (tensor.ElementType == ElementType.String ? PerString : ElementTypes.SizeOf(tensor.ElementType));
        return bytes;
    }
}
