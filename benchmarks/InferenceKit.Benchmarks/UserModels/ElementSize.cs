namespace InferenceKit.Benchmarks.UserModels;

/// <summary>Bytes an element takes, of the types that rows can be made up for.</summary>
internal static class ElementSize
{
    /// <exception cref="NotSupportedException">Values of this type cannot be made up.</exception>
    public static int Of(ElementType type) => type switch
    {
        ElementType.UInt8 or ElementType.Int8 or ElementType.Bool => 1,
        ElementType.UInt16 or ElementType.Int16 or ElementType.Float16 or ElementType.BFloat16 => 2,
        ElementType.Float32 or ElementType.Int32 or ElementType.UInt32 => 4,
        ElementType.Float64 or ElementType.Int64 or ElementType.UInt64 => 8,
        _ => throw new NotSupportedException($"Rows of type {type} cannot be made up: only numbers can."),
    };
}
