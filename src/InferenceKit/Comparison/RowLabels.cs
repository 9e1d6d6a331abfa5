using System.Numerics;

namespace InferenceKit.Comparison;

/// <summary>Which elements of a row are the largest. Of equal ones the first counts; NaN is below everything. Pure.</summary>
internal static class RowLabels
{
    private const int MostOnStack = 32;

    /// <summary>Compares the rows of two tensors of one shape by their largest elements.</summary>
    public static void Compare<T>(ReadOnlySpan<T> primary, ReadOnlySpan<T> shadow, int classes, int topK, OutputCounts into)
        where T : unmanaged, INumber<T>
    {
        var k = topK > 0 && classes > topK ? topK : 0;
        Span<int> tops = k <= MostOnStack ? stackalloc int[2 * k] : new int[2 * k];
        for (var at = 0; at < primary.Length; at += classes)
        {
            var p = primary.Slice(at, classes);
            var s = shadow.Slice(at, classes);
            into.AddLabel(Largest(p) == Largest(s));
            if (k > 0) into.AddOverlap(Overlap(p, s, tops[..k], tops[k..]));
        }
    }

    /// <returns>The index of the largest; -1 where all are NaN.</returns>
    public static int Largest<T>(ReadOnlySpan<T> row) where T : unmanaged, INumber<T>
    {
        var largest = 0;
        for (var i = 1; i < row.Length; i++)
            if (row[i].CompareTo(row[largest]) > 0) largest = i;
        return T.IsNaN(row[largest]) ? -1 : largest;
    }

    private static double Overlap<T>(ReadOnlySpan<T> primary, ReadOnlySpan<T> shadow, Span<int> ofPrimary, Span<int> ofShadow)
        where T : unmanaged, INumber<T>
    {
        FindTop(primary, ofPrimary);
        FindTop(shadow, ofShadow);
        var both = 0;
        foreach (var index in ofPrimary)
            if (ofShadow.Contains(index)) both++;
        return (double)both / ofPrimary.Length;
    }

    private static void FindTop<T>(ReadOnlySpan<T> row, Span<int> top) where T : unmanaged, INumber<T>
    {
        for (var i = 0; i < row.Length; i++)
        {
            if (i >= top.Length && row[i].CompareTo(row[top[^1]]) <= 0) continue;
            var at = Math.Min(i, top.Length - 1);
            for (; at > 0 && row[i].CompareTo(row[top[at - 1]]) > 0; at--) top[at] = top[at - 1];
            top[at] = i;
        }
    }
}
