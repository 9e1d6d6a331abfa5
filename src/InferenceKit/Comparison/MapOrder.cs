namespace InferenceKit.Comparison;

/// <summary>Brings the values of a map into the order of another's keys. Pure.</summary>
internal static class MapOrder
{
    /// <param name="keys">Keys in the order that is wanted.</param>
    /// <param name="map">A map with as many keys, of the same type.</param>
    /// <returns>The map's values; null where its keys are others.</returns>
    public static TensorValue? Find(TensorValue keys, MapValue map)
    {
        var isOfText = keys.ElementType == ElementType.String;
        return isOfText ? Find(Texts(keys), Texts(map.Keys), map.Values) : Find(keys.AsSpan<long>().ToArray(), map.Keys.AsSpan<long>().ToArray(), map.Values);
    }

    private static TensorValue? Find<T>(T[] wanted, T[] there, TensorValue values) where T : notnull
    {
        // The usual case: versions of a model have their classes in the same order.
        if (wanted.AsSpan().SequenceEqual(there)) return values;
        var indices = new Dictionary<T, int>(there.Length);
        for (var i = 0; i < there.Length; i++) indices.TryAdd(there[i], i);
        var order = new int[wanted.Length];
        for (var i = 0; i < order.Length; i++)
        {
            // Removed, because a key may occur twice.
            if (!indices.Remove(wanted[i], out order[i])) return null;
        }
        return Reorder(values, order);
    }

    private static string[] Texts(TensorValue keys)
    {
        var texts = new string[keys.Length];
        for (var i = 0; i < texts.Length; i++) texts[i] = keys.GetString(i);
        return texts;
    }

    private static TensorValue Reorder(TensorValue values, int[] order)
    {
        if (values.ElementType == ElementType.String) return TensorValue.Copy(Array.ConvertAll(order, values.GetString), values.Shape);
        var size = ElementTypes.SizeOf(values.ElementType);
        var from = values.AsBytes();
        var bytes = new byte[from.Length];
        for (var i = 0; i < order.Length; i++) from.Slice(order[i] * size, size).CopyTo(bytes.AsSpan(i * size));
        return TensorValue.CopyBytes(values.ElementType, bytes, values.Shape);
    }
}
