using System.Numerics;
using System.Runtime.InteropServices;

namespace InferenceKit.Conformance.Values;

/// <summary>The elements of a tensor as numbers to compare; of complex elements, both parts.</summary>
internal static class CaseElements
{
    public static double[] AsDoubles(CaseTensor tensor) => tensor.ElementType switch
    {
        ElementType.Float32 or ElementType.Complex64 => Convert<float>(tensor),
        ElementType.Float64 or ElementType.Complex128 => Convert<double>(tensor),
        ElementType.Float16 => Convert<Half>(tensor),
        // Decoded here rather than by the library's own type, which is under test.
        ElementType.BFloat16 => [.. Elements<ushort>(tensor).Select(bits => (double)BitConverter.UInt32BitsToSingle((uint)bits << 16))],
        ElementType.Int64 => Convert<long>(tensor),
        ElementType.Int32 => Convert<int>(tensor),
        ElementType.Int16 => Convert<short>(tensor),
        ElementType.Int8 => Convert<sbyte>(tensor),
        ElementType.UInt64 => Convert<ulong>(tensor),
        ElementType.UInt32 => Convert<uint>(tensor),
        ElementType.UInt16 => Convert<ushort>(tensor),
        ElementType.UInt8 or ElementType.Bool => Convert<byte>(tensor),
        _ => throw new NotSupportedException($"{tensor.ElementType} has no numbers."),
    };

    private static T[] Elements<T>(CaseTensor tensor) where T : unmanaged => MemoryMarshal.Cast<byte, T>(tensor.Bytes).ToArray();

    private static double[] Convert<T>(CaseTensor tensor) where T : unmanaged, INumberBase<T> =>
        [.. Elements<T>(tensor).Select(double.CreateTruncating)];
}
