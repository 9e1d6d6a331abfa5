namespace InferenceKit.Benchmarks.Inspecting;

/// <summary>The C# type that holds one element of a tensor.</summary>
internal static class ElementKeyword
{
    /// <summary>Null where a codec has no array for it and takes the value whole.</summary>
    public static string? Of(ElementType type) => type switch
    {
        ElementType.Float32 => "float",
        ElementType.Float64 => "double",
        ElementType.Float16 => "Half",
        ElementType.BFloat16 => "BFloat16",
        ElementType.UInt8 => "byte",
        ElementType.Int8 => "sbyte",
        ElementType.UInt16 => "ushort",
        ElementType.Int16 => "short",
        ElementType.UInt32 => "uint",
        ElementType.Int32 => "int",
        ElementType.UInt64 => "ulong",
        ElementType.Int64 => "long",
        ElementType.Bool => "bool",
        ElementType.String => "string",
        _ => null,
    };
}
