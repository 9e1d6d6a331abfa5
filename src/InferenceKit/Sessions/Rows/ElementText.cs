using System.Globalization;
using System.Runtime.CompilerServices;

namespace InferenceKit.Sessions.Rows;

/// <summary>Elements written as text in the invariant culture.</summary>
internal static class ElementText
{
    /// <summary>Writes an element into memory of its type; false where the text is not an element.</summary>
    public static bool TryParse(string text, ElementType type, Span<byte> target, int index) => type switch
    {
        ElementType.Bool => bool.TryParse(text, out var flag) && Set(target, index, flag),
        ElementType.Float32 => Parse<float>(text, target, index),
        ElementType.Float64 => Parse<double>(text, target, index),
        ElementType.Float16 => Parse<Half>(text, target, index),
        ElementType.BFloat16 => float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var wide) && Set(target, index, (BFloat16)wide),
        ElementType.Int8 => Parse<sbyte>(text, target, index),
        ElementType.UInt8 => Parse<byte>(text, target, index),
        ElementType.Int16 => Parse<short>(text, target, index),
        ElementType.UInt16 => Parse<ushort>(text, target, index),
        ElementType.Int32 => Parse<int>(text, target, index),
        ElementType.UInt32 => Parse<uint>(text, target, index),
        ElementType.Int64 => Parse<long>(text, target, index),
        ElementType.UInt64 => Parse<ulong>(text, target, index),
        _ => false,
    };

    private static bool Parse<T>(string text, Span<byte> target, int index) where T : unmanaged, IParsable<T> =>
        T.TryParse(text, CultureInfo.InvariantCulture, out var value) && Set(target, index, value);

    private static bool Set<T>(Span<byte> target, int index, T value) where T : unmanaged
    {
        Unsafe.WriteUnaligned(ref target[index * Unsafe.SizeOf<T>()], value);
        return true;
    }
}
