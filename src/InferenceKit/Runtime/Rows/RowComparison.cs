using System.Numerics;
using System.Runtime.InteropServices;

namespace InferenceKit.Runtime.Rows;

/// <summary>
/// Compares what a row was answered in company with what it is answered alone. Numbers with a fraction may differ as other kernels for
/// another number of rows make them, relative to the scale of the output; everything else has to be equal. Pure.
/// </summary>
internal static class RowComparison
{
    /// <returns>The index of the first output that differs; -1 where none does.</returns>
    public static int FindDifference(ReadOnlySpan<InferenceValue> alone, ReadOnlySpan<InferenceValue> together)
    {
        for (var i = 0; i < alone.Length; i++)
            if (!AreSame(alone[i], together[i])) return i;
        return -1;
    }

    public static bool AreSame(InferenceValue a, InferenceValue b) => (a, b) switch
    {
        (TensorValue x, TensorValue y) => AreSame(x, y),
        (MapValue x, MapValue y) => RowValues.AreEqual(x.Keys, y.Keys) && AreSame(x.Values, y.Values),
        (SequenceValue x, SequenceValue y) => AreSame(x, y),
        _ => a.Kind == b.Kind,
    };

    private static bool AreSame(SequenceValue a, SequenceValue b)
    {
        if (a.Items.Count != b.Items.Count) return false;
        for (var i = 0; i < a.Items.Count; i++)
            if (!AreSame(a.Items[i], b.Items[i])) return false;
        return true;
    }

    private static bool AreSame(TensorValue a, TensorValue b)
    {
        if (a.ElementType != b.ElementType || !a.Shape.SequenceEqual(b.Shape)) return false;
        // Of the scale a tenth of what an element may differ by: small elements beside large ones carry the large ones' rounding.
        return a.ElementType switch
        {
            ElementType.Float32 or ElementType.Complex64 => AreNear<float>(a, b, 1e-3),
            ElementType.Float64 or ElementType.Complex128 => AreNear<double>(a, b, 1e-6),
            ElementType.Float16 => AreNear<Half>(a, b, 2e-2),
            ElementType.BFloat16 => AreNearBFloats(a, b, 6e-2),
            _ => RowValues.AreEqual(a, b),
        };
    }

    private static bool AreNear<T>(TensorValue a, TensorValue b, double tolerance) where T : unmanaged, INumber<T>
    {
        var x = MemoryMarshal.Cast<byte, T>(a.AsBytes());
        var y = MemoryMarshal.Cast<byte, T>(b.AsBytes());
        double scale = 0;
        for (var i = 0; i < x.Length; i++)
            scale = Math.Max(scale, ScaleOf(double.CreateTruncating(x[i]), double.CreateTruncating(y[i])));
        for (var i = 0; i < x.Length; i++)
            if (!IsNear(double.CreateTruncating(x[i]), double.CreateTruncating(y[i]), scale, tolerance)) return false;
        return true;
    }

    private static bool AreNearBFloats(TensorValue a, TensorValue b, double tolerance)
    {
        var x = MemoryMarshal.Cast<byte, BFloat16>(a.AsBytes());
        var y = MemoryMarshal.Cast<byte, BFloat16>(b.AsBytes());
        double scale = 0;
        for (var i = 0; i < x.Length; i++) scale = Math.Max(scale, ScaleOf(x[i].ToSingle(), y[i].ToSingle()));
        for (var i = 0; i < x.Length; i++)
            if (!IsNear(x[i].ToSingle(), y[i].ToSingle(), scale, tolerance)) return false;
        return true;
    }

    private static double ScaleOf(double a, double b)
    {
        var scale = Math.Max(Math.Abs(a), Math.Abs(b));
        return double.IsFinite(scale) ? scale : 0;
    }

    private static bool IsNear(double a, double b, double scale, double tolerance) =>
        // What is not finite is near nothing but itself.
        a.Equals(b) || (double.IsFinite(a) && double.IsFinite(b) && Math.Abs(a - b) <= tolerance * Math.Max(Math.Abs(b), scale / 10));
}
