using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;

namespace InferenceKit.Testing.Conformance;

/// <summary>
/// Compares an answer with that of ONNX Runtime: kinds, types, shapes, texts and whole numbers exactly, floating-point numbers up to a tolerance.
/// </summary>
/// <param name="tolerance">How far a number may be from the expected one, as a part of the largest number of its output.</param>
internal sealed class OutputComparison(double tolerance)
{
    // Eight and eleven bits of a number: rounding alone makes a difference of this order.
    private const double Float16Step = 1.0 / 1024, BFloat16Step = 1.0 / 128;

    /// <summary>The first difference between two lists of outputs, as a phrase; null for none.</summary>
    public string? Find(IReadOnlyList<NamedValue> expected, IReadOnlyList<NamedValue> actual)
    {
        if (expected.Count != actual.Count) return $"{expected.Count} outputs were expected, and {actual.Count} came";
        for (var i = 0; i < expected.Count; i++)
        {
            if (expected[i].Name != actual[i].Name) return $"output {i} is '{actual[i].Name}', and '{expected[i].Name}' was expected";
            if (Find(expected[i].Value, actual[i].Value) is { } difference) return $"output '{expected[i].Name}': {difference}";
        }
        return null;
    }

    /// <summary>
    /// The first difference between what a run of one row gave and what a codec read of the row: the row itself, without the first dimension,
    /// or the output as it is where the model does not count rows.
    /// </summary>
    public string? FindInRow(InferenceValue whole, InferenceValue row) => (whole, row) switch
    {
        (TensorValue w, TensorValue r) when w.Shape.Length == r.Shape.Length + 1 && w.Shape[0] == 1 => Find(WithoutFirst(w), r),
        (SequenceValue { Items: [var only] }, not SequenceValue) => Find(only, row),
        _ => Find(whole, row),
    };

    /// <summary>The first difference, as a phrase; null for none.</summary>
    public string? Find(InferenceValue expected, InferenceValue actual) => (expected, actual) switch
    {
        (TensorValue e, TensorValue a) => FindInTensors(e, a),
        (SequenceValue e, SequenceValue a) => FindInSequences(e, a),
        (MapValue e, MapValue a) => FindInMaps(e, a),
        _ => expected.Kind == actual.Kind ? null : $"{expected} was expected, and {actual} came",
    };

    private static TensorValue WithoutFirst(TensorValue tensor)
    {
        if (tensor.ElementType != ElementType.String) return TensorValue.CopyBytes(tensor.ElementType, tensor.AsBytes(), tensor.Shape[1..]);
        return TensorValue.Copy(Enumerable.Range(0, (int)tensor.Length).Select(tensor.GetString).ToArray(), tensor.Shape[1..]);
    }

    private string? FindInSequences(SequenceValue expected, SequenceValue actual)
    {
        if (expected.Items.Count != actual.Items.Count) return $"{expected.Items.Count} items were expected, and {actual.Items.Count} came";
        for (var i = 0; i < expected.Items.Count; i++)
            if (Find(expected.Items[i], actual.Items[i]) is { } difference) return string.Create(CultureInfo.InvariantCulture, $"in item {i}, {difference}");
        return null;
    }

    private string? FindInMaps(MapValue expected, MapValue actual) =>
        Find(expected.Keys, actual.Keys) is { } inKeys ? $"in the keys, {inKeys}"
        : Find(expected.Values, actual.Values) is { } inValues ? $"in the values, {inValues}"
        : null;

    private string? FindInTensors(TensorValue expected, TensorValue actual)
    {
        if (expected.ElementType != actual.ElementType || !expected.Shape.SequenceEqual(actual.Shape))
            return $"{expected} was expected, and {actual} came";
        if (expected.ElementType == ElementType.String) return FindInTexts(expected, actual);
        var wanted = expected.AsBytes();
        var given = actual.AsBytes();
        if (wanted.SequenceEqual(given)) return null;
        return expected.ElementType switch
        {
            ElementType.Float32 => FindInNumbers<float>(expected, actual, tolerance),
            ElementType.Float64 => FindInNumbers<double>(expected, actual, tolerance),
            ElementType.Float16 => FindInNumbers<Half>(expected, actual, Math.Max(tolerance, Float16Step)),
            ElementType.BFloat16 => FindInNumbers(BFloat16Numbers(wanted), BFloat16Numbers(given), expected, Math.Max(tolerance, BFloat16Step)),
            _ => string.Create(CultureInfo.InvariantCulture, $"{expected} has other bytes from {wanted.CommonPrefixLength(given)} on"),
        };
    }

    private static string? FindInTexts(TensorValue expected, TensorValue actual)
    {
        for (var i = 0; i < expected.Length; i++)
            if (!expected.GetStringUtf8(i).SequenceEqual(actual.GetStringUtf8(i))) return string.Create(CultureInfo.InvariantCulture, $"text {i} of {expected} is another one");
        return null;
    }

    private static double[] BFloat16Numbers(ReadOnlySpan<byte> bytes)
    {
        var numbers = new double[bytes.Length / 2];
        var bits = MemoryMarshal.Cast<byte, ushort>(bytes);
        for (var i = 0; i < numbers.Length; i++) numbers[i] = BitConverter.UInt32BitsToSingle((uint)bits[i] << 16);
        return numbers;
    }

    private static string? FindInNumbers<T>(TensorValue expected, TensorValue actual, double tolerance) where T : unmanaged, INumberBase<T> =>
        FindInNumbers(Numbers<T>(expected), Numbers<T>(actual), expected, tolerance);

    private static double[] Numbers<T>(TensorValue tensor) where T : unmanaged, INumberBase<T>
    {
        var elements = tensor.AsSpan<T>();
        var numbers = new double[elements.Length];
        for (var i = 0; i < numbers.Length; i++) numbers[i] = double.CreateTruncating(elements[i]);
        return numbers;
    }

    private static string? FindInNumbers(double[] expected, double[] actual, TensorValue tensor, double tolerance)
    {
        var scale = 0.0;
        foreach (var number in expected)
            if (double.IsFinite(number)) scale = Math.Max(scale, Math.Abs(number));
        for (var i = 0; i < expected.Length; i++)
        {
            // Equality first: infinities have no difference, and NaN may well be the right answer.
            if (expected[i].Equals(actual[i]) || Math.Abs(expected[i] - actual[i]) <= tolerance * scale) continue;
            return string.Create(CultureInfo.InvariantCulture, $"element {i} of {tensor} is {actual[i]:G9}, and {expected[i]:G9} was expected");
        }
        return null;
    }
}
