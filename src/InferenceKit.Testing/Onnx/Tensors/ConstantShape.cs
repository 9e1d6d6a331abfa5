namespace InferenceKit.Testing.Onnx.Tensors;

/// <summary>Checks the shape of a constant against its data where the caller made the mistake, not where the model is loaded.</summary>
internal static class ConstantShape
{
    public static void ThrowUnlessHolds(ReadOnlySpan<long> shape, long elements)
    {
        // In 128 bits two dimensions cannot overflow, and a product past the number of elements is wrong already.
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
