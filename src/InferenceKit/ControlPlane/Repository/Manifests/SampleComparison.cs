using System.Globalization;

namespace InferenceKit.ControlPlane.Repository.Manifests;

/// <summary>
/// Compares an output with the expected one. Messages say where they differ and by how much, and never a value. Pure.
/// </summary>
internal static class SampleComparison
{
    /// <param name="what">As in <c>output 'y' of sample 'typical'</c>.</param>
    /// <param name="expected">What the manifest says.</param>
    /// <param name="actual">What the model gave.</param>
    /// <param name="tolerance">How far they may be apart; null for the default of the type.</param>
    /// <returns>Null, or how they differ, for people.</returns>
    public static string? FindDifference(string what, InferenceValue expected, InferenceValue actual, SampleTolerance? tolerance)
    {
        if (expected.Kind != actual.Kind) return $"{what} is {Of(actual)}, where {Of(expected)} is expected";
        return (expected, actual) switch
        {
            (TensorValue e, TensorValue a) => OfTensors(what, e, a, tolerance),
            (MapValue e, MapValue a) => OfTensors($"the keys of {what}", e.Keys, a.Keys, tolerance) ?? OfTensors(what, e.Values, a.Values, tolerance),
            (SequenceValue e, SequenceValue a) => OfSequences(what, e, a, tolerance),
            _ => null,
        };
    }

    private static string? OfSequences(string what, SequenceValue expected, SequenceValue actual, SampleTolerance? tolerance)
    {
        if (expected.Items.Count != actual.Items.Count)
            return string.Create(CultureInfo.InvariantCulture, $"{what} has {actual.Items.Count} items, where {expected.Items.Count} are expected");
        for (var i = 0; i < expected.Items.Count; i++)
        {
            var item = string.Create(CultureInfo.InvariantCulture, $"item {i} of {what}");
            if (FindDifference(item, expected.Items[i], actual.Items[i], tolerance) is { } difference) return difference;
        }
        return null;
    }

    private static string? OfTensors(string what, TensorValue expected, TensorValue actual, SampleTolerance? given)
    {
        if (expected.ElementType != actual.ElementType || !expected.Shape.SequenceEqual(actual.Shape))
            return $"{what} is {actual}, where {expected} is expected";
        var type = expected.ElementType;
        var tolerance = given ?? SampleTolerance.DefaultFor(type);
        var found = type switch
        {
            ElementType.String or ElementType.Bool => ElementDifferences.Unequal(expected, actual),
            ElementType.Float32 => ElementDifferences.Reals<float>(expected, actual, tolerance, static x => x),
            ElementType.Float64 => ElementDifferences.Reals<double>(expected, actual, tolerance, static x => x),
            ElementType.Float16 => ElementDifferences.Reals<Half>(expected, actual, tolerance, static x => (double)x),
            ElementType.BFloat16 => ElementDifferences.Reals<BFloat16>(expected, actual, tolerance, static x => x.ToSingle()),
            ElementType.Complex64 => ElementDifferences.Parts<float>(expected, actual, tolerance, static x => x),
            ElementType.Complex128 => ElementDifferences.Parts<double>(expected, actual, tolerance, static x => x),
            _ => ElementDifferences.Whole(expected, actual, tolerance.Absolute),
        };
        return found.Count == 0 ? null : Describe(what, expected, found, tolerance);
    }

    private static string Describe(string what, TensorValue expected, ElementDifferences found, SampleTolerance tolerance)
    {
        var elements = expected.Length == 1 ? "its only element" : $"{found.Count} of {expected.Length} elements";
        var at = expected.Shape.Length == 0 ? "" : $"[{string.Join(',', IndexOf(found.WorstAt, expected.Shape))}]";
        if (expected.ElementType is ElementType.String or ElementType.Bool)
            return Text($"{what} differs in {elements}{(at.Length == 0 ? "" : $", first at {at}")}");
        var relative = tolerance.Relative > 0 && !IsWhole(expected.ElementType) ? $" + {Amount(tolerance.Relative)} x expected" : "";
        var allowed = tolerance == default ? "and it has to be equal" : Text($"where {Amount(tolerance.Absolute)}{relative} is allowed");
        return Text($"{what} differs in {elements}{(at.Length == 0 ? "" : $", most at {at}")}: by {Amount(found.Worst)}, {allowed}");
    }

    private static bool IsWhole(ElementType type) => SampleTolerance.DefaultFor(type) == default;

    private static string Text(FormattableString text) => FormattableString.Invariant(text);

    private static string Amount(double amount) => amount.ToString("G3", CultureInfo.InvariantCulture);

    private static long[] IndexOf(long position, ReadOnlySpan<long> shape)
    {
        var index = new long[shape.Length];
        for (var i = shape.Length - 1; i >= 0; i--) (position, index[i]) = Math.DivRem(position, shape[i]);
        return index;
    }

    private static string Of(InferenceValue value) => value.Kind == ValueKind.Absent ? "without a value" : value.ToString()!;
}
