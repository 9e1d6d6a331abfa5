using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;
using InferenceKit.Serving.Traffic;

namespace InferenceKit.Comparison;

/// <summary>Compares the elements of tensors of one type and shape. Thread-safe: it has no state.</summary>
internal sealed class TensorComparer(ShadowPolicy policy)
{
    /// <param name="primary">The primary's.</param>
    /// <param name="shadow">The shadow's, of the same element type and shape.</param>
    /// <param name="hasRows">Whether the first dimension counts rows; otherwise all of it is one row, as the values of a map are.</param>
    /// <param name="into">Where they are counted.</param>
    public void Compare(TensorValue primary, TensorValue shadow, bool hasRows, OutputCounts into)
    {
        if (primary.ElementType != ElementType.String)
        {
            Compare(primary.ElementType, primary.Shape, primary.AsBytes(), shadow.AsBytes(), hasRows, into);
            return;
        }
        var classes = ClassesOf(primary.Shape, hasRows);
        for (var i = 0; i < primary.Length; i++) AddExact(primary.GetStringUtf8(i).SequenceEqual(shadow.GetStringUtf8(i)), classes, into);
    }

    /// <param name="type">What both have.</param>
    /// <param name="shape">The shape of both.</param>
    /// <param name="p">The primary's elements.</param>
    /// <param name="s">The shadow's.</param>
    /// <param name="hasRows">As above.</param>
    /// <param name="into">Where they are counted.</param>
    public void Compare(ElementType type, ReadOnlySpan<long> shape, ReadOnlySpan<byte> p, ReadOnlySpan<byte> s, bool hasRows, OutputCounts into)
    {
        var classes = ClassesOf(shape, hasRows);
        switch (type)
        {
            case ElementType.Float32: Reals<float>(p, s, type, classes, into); break;
            case ElementType.Float64: Reals<double>(p, s, type, classes, into); break;
            case ElementType.Float16: Reals<Half>(p, s, type, classes, into); break;
            case ElementType.BFloat16: BFloats(MemoryMarshal.Cast<byte, BFloat16>(p), MemoryMarshal.Cast<byte, BFloat16>(s), classes, into); break;
            // Complex numbers have no order, so there is no label.
            case ElementType.Complex64: Reals<float>(p, s, type, 1, into); break;
            case ElementType.Complex128: Reals<double>(p, s, type, 1, into); break;
            case ElementType.Int64: Wholes<long>(p, s, classes, into); break;
            case ElementType.Int32: Wholes<int>(p, s, classes, into); break;
            case ElementType.Int16: Wholes<short>(p, s, classes, into); break;
            case ElementType.Int8: Wholes<sbyte>(p, s, classes, into); break;
            case ElementType.UInt64: Wholes<ulong>(p, s, classes, into); break;
            case ElementType.UInt32: Wholes<uint>(p, s, classes, into); break;
            case ElementType.UInt16: Wholes<ushort>(p, s, classes, into); break;
            case ElementType.UInt8: Wholes<byte>(p, s, classes, into); break;
            default:
                // Any byte but 0 is true.
                for (var i = 0; i < p.Length; i++) AddExact(p[i] != 0 == (s[i] != 0), classes, into);
                break;
        }
    }

    private static int ClassesOf(ReadOnlySpan<long> shape, bool hasRows) => shape.Length >= (hasRows ? 2 : 1) ? (int)shape[^1] : 1;

    private static void AddExact(bool isEqual, int classes, OutputCounts into)
    {
        into.AddExact(isEqual);
        if (classes == 1) into.AddLabel(isEqual);
    }

    private void BFloats(ReadOnlySpan<BFloat16> primary, ReadOnlySpan<BFloat16> shadow, int classes, OutputCounts into)
    {
        var singles = ArrayPool<float>.Shared.Rent(2 * primary.Length);
        var p = singles.AsSpan(0, primary.Length);
        var s = singles.AsSpan(primary.Length, shadow.Length);
        for (var i = 0; i < primary.Length; i++) (p[i], s[i]) = (primary[i].ToSingle(), shadow[i].ToSingle());
        Reals<float>(MemoryMarshal.AsBytes(p), MemoryMarshal.AsBytes(s), ElementType.BFloat16, classes, into);
        ArrayPool<float>.Shared.Return(singles);
    }

    private void Reals<T>(ReadOnlySpan<byte> primary, ReadOnlySpan<byte> shadow, ElementType type, int classes, OutputCounts into)
        where T : unmanaged, INumber<T>
    {
        var p = MemoryMarshal.Cast<byte, T>(primary);
        var s = MemoryMarshal.Cast<byte, T>(shadow);
        var tolerance = Tolerance.Of(type, policy);
        for (var i = 0; i < p.Length; i++) into.AddReal(double.CreateTruncating(p[i]), double.CreateTruncating(s[i]), tolerance);
        if (classes >= 2) RowLabels.Compare(p, s, classes, policy.TopK, into);
    }

    private void Wholes<T>(ReadOnlySpan<byte> primary, ReadOnlySpan<byte> shadow, int classes, OutputCounts into)
        where T : unmanaged, IBinaryInteger<T>
    {
        var p = MemoryMarshal.Cast<byte, T>(primary);
        var s = MemoryMarshal.Cast<byte, T>(shadow);
        for (var i = 0; i < p.Length; i++)
        {
            into.AddWhole(Distance(p[i], s[i]), Distance(T.Zero, p[i]));
            if (classes == 1) into.AddLabel(p[i] == s[i]);
        }
        if (classes >= 2) RowLabels.Compare(p, s, classes, policy.TopK, into);
    }

    // In 64 bits without sign every difference of two whole numbers fits, also where the subtraction wraps around.
    private static double Distance<T>(T a, T b) where T : IBinaryInteger<T>
    {
        var (low, high) = a <= b ? (a, b) : (b, a);
        return unchecked(ulong.CreateTruncating(high) - ulong.CreateTruncating(low));
    }
}
