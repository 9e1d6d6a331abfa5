namespace InferenceKit;

/// <summary>Arithmetic on shapes, with refusals that say what is wrong.</summary>
internal static class TensorShape
{
    /// <exception cref="InferenceException">A size is negative, or the product passes 63 bits.</exception>
    public static long Product(ReadOnlySpan<long> shape)
    {
        var product = 1L;
        var overflow = false;
        var empty = false;
        foreach (var size in shape)
        {
            if (size < 0) throw new InferenceException(InferenceError.InvalidInput, $"The shape [{Text(shape)}] has a negative size.");
            // Zero times anything is zero, also where the other sizes alone would overflow.
            if (size == 0) empty = true;
            else if (product > long.MaxValue / size) overflow = true;
            else product *= size;
        }
        if (empty) return 0;
        return overflow ? throw new InferenceException(InferenceError.InvalidInput, $"The shape [{Text(shape)}] has more elements than 63 bits can count.") : product;
    }

    public static InferenceException WrongLength(ElementType type, ReadOnlySpan<long> shape, long given) =>
        new(InferenceError.InvalidInput, $"A tensor {type}[{Text(shape)}] needs {Product(shape)} elements, but {given} were given.");

    public static InferenceException WrongByteLength(ElementType type, int size, ReadOnlySpan<long> shape, int given) =>
        new(InferenceError.InvalidInput, $"A tensor {type}[{Text(shape)}] needs {Product(shape)} elements of {size} bytes, but {given} were given.");

    public static string Text(ReadOnlySpan<long> shape) => string.Join(',', shape.ToArray());
}
