using System.Numerics;

namespace InferenceKit.Conformance.Runs;

/// <summary>From an element type to its .NET type.</summary>
internal static class ElementActions
{
    public static TResult Invoke<TResult>(this IElementAction<TResult> action, ElementType elementType) => elementType switch
    {
        ElementType.Float32 => action.Invoke<float>(),
        ElementType.Float64 => action.Invoke<double>(),
        ElementType.Float16 => action.Invoke<Half>(),
        ElementType.BFloat16 => action.Invoke<BFloat16>(),
        ElementType.Int64 => action.Invoke<long>(),
        ElementType.Int32 => action.Invoke<int>(),
        ElementType.Int16 => action.Invoke<short>(),
        ElementType.Int8 => action.Invoke<sbyte>(),
        ElementType.UInt64 => action.Invoke<ulong>(),
        ElementType.UInt32 => action.Invoke<uint>(),
        ElementType.UInt16 => action.Invoke<ushort>(),
        ElementType.UInt8 => action.Invoke<byte>(),
        ElementType.Bool => action.Invoke<bool>(),
        ElementType.Complex128 => action.Invoke<Complex>(),
        _ => throw new NotSupportedException($"{elementType} has no .NET type."),
    };
}
