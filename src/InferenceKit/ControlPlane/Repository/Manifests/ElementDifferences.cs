using System.Runtime.InteropServices;

namespace InferenceKit.ControlPlane.Repository.Manifests;

/// <summary>In how many elements two tensors of one type and shape differ, and where and by how much they do most. Pure.</summary>
/// <param name="Count">How many differ by more than is allowed.</param>
/// <param name="WorstAt">The position, in row-major order, of the one that differs most; of the first where amounts mean nothing.</param>
/// <param name="Worst">By how much; infinity where one of the two is no finite number.</param>
internal readonly record struct ElementDifferences(long Count, long WorstAt, double Worst)
{
    public static ElementDifferences Reals<T>(TensorValue expected, TensorValue actual, SampleTolerance tolerance, Func<T, double> toDouble)
        where T : unmanaged => Reals(expected.AsSpan<T>(), actual.AsSpan<T>(), tolerance, toDouble, parts: 1);

    /// <summary>Complex numbers: each part is held against the expected part.</summary>
    public static ElementDifferences Parts<T>(TensorValue expected, TensorValue actual, SampleTolerance tolerance, Func<T, double> toDouble)
        where T : unmanaged => Reals(
            MemoryMarshal.Cast<byte, T>(expected.AsBytes()), MemoryMarshal.Cast<byte, T>(actual.AsBytes()), tolerance, toDouble, parts: 2);

    /// <summary>Whole numbers, exactly: as doubles, two large ones could be one.</summary>
    public static ElementDifferences Whole(TensorValue expected, TensorValue actual, double allowed)
    {
        var found = default(ElementDifferences);
        for (var i = 0; i < expected.Length; i++)
            found = found.With(i, (double)Int128.Abs(At(expected, i) - At(actual, i)), allowed);
        return found;
    }

    public static ElementDifferences Unequal(TensorValue expected, TensorValue actual)
    {
        var found = default(ElementDifferences);
        for (var i = 0; i < expected.Length; i++)
        {
            var equal = expected.ElementType == ElementType.Bool
                ? expected.AsSpan<bool>()[i] == actual.AsSpan<bool>()[i]
                : expected.GetStringUtf8(i).SequenceEqual(actual.GetStringUtf8(i));
            if (!equal) found = found with { Count = found.Count + 1, WorstAt = found.Count == 0 ? i : found.WorstAt };
        }
        return found;
    }

    private static ElementDifferences Reals<T>(
        ReadOnlySpan<T> expected, ReadOnlySpan<T> actual, SampleTolerance tolerance, Func<T, double> toDouble, int parts)
    {
        var found = default(ElementDifferences);
        var last = -1;
        for (var i = 0; i < expected.Length; i++)
        {
            var (e, a) = (toDouble(expected[i]), toDouble(actual[i]));
            if (e.Equals(a) || e == a) continue;
            var isFinite = double.IsFinite(e) && double.IsFinite(a);
            var position = i / parts;
            var next = found.With(position, isFinite ? Math.Abs(e - a) : double.PositiveInfinity, isFinite ? tolerance.Absolute + tolerance.Relative * Math.Abs(e) : 0);
            // The two parts of a complex number are one element.
            if (next.Count > found.Count && position == last) next = next with { Count = found.Count };
            if (next.Count > found.Count) last = position;
            found = next;
        }
        return found;
    }

    private ElementDifferences With(long position, double difference, double allowed)
    {
        if (difference <= allowed) return this;
        return Count == 0 || difference > Worst ? new(Count + 1, position, difference) : this with { Count = Count + 1 };
    }

    private static Int128 At(TensorValue tensor, int i) => tensor.ElementType switch
    {
        ElementType.UInt8 => tensor.AsSpan<byte>()[i],
        ElementType.Int8 => tensor.AsSpan<sbyte>()[i],
        ElementType.UInt16 => tensor.AsSpan<ushort>()[i],
        ElementType.Int16 => tensor.AsSpan<short>()[i],
        ElementType.UInt32 => tensor.AsSpan<uint>()[i],
        ElementType.Int32 => tensor.AsSpan<int>()[i],
        ElementType.UInt64 => tensor.AsSpan<ulong>()[i],
        _ => tensor.AsSpan<long>()[i],
    };
}
