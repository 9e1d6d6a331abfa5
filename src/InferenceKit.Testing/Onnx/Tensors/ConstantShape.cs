namespace InferenceKit.Testing.Onnx.Tensors;

/// <summary>Checks the shape of a constant against its data where the caller made the mistake, not where the model is loaded.</summary>
internal static class ConstantShape
{
    public static void ThrowUnlessHolds(ReadOnlySpan<long> shape, long elements)
    {
        // Two factors of 64 bits fit into 128 bits, and the loop ends at the first product above the number of elements: no product overflows.
        Int128 product = 1;
        foreach (var dimension in shape)
        {
            if (dimension < 0)
                throw new ArgumentException($"A constant's shape cannot hold the negative dimension {dimension}.", nameof(shape));

            product = Int128.Min(product * dimension, long.MaxValue);
        }

        if (product != elements)
            throw new ArgumentException($"The shape [{string.Join(',', shape.ToArray())}] holds {product} elements, but {elements} came.", nameof(shape));
    }
}
