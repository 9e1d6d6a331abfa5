using System.Globalization;

namespace InferenceKit.Conformance.Values;

/// <summary>Compares as the ONNX backend suite does: kind, element type and shape exactly, numbers within a tolerance.</summary>
internal static class ValueComparison
{
    /// <summary>The first difference as a phrase, or null.</summary>
    public static string? FindDifference(CaseValue expected, CaseValue actual, Tolerance tolerance) => (expected, actual) switch
    {
        (CaseTensor e, CaseTensor a) => InTensors(e, a, tolerance),
        (CaseSequence e, CaseSequence a) => InSequences(e, a, tolerance),
        (CaseMap e, CaseMap a) => InMaps(e, a, tolerance),
        (CaseAbsent, CaseAbsent) => null,
        _ => $"{expected} expected, but {actual} came",
    };

    private static string? InTensors(CaseTensor expected, CaseTensor actual, Tolerance tolerance)
    {
        if (expected.ElementType != actual.ElementType || !expected.Shape.SequenceEqual(actual.Shape))
            return $"{expected} expected, but {actual} came";
        if (expected.ElementType == ElementType.String) return InStrings(expected.Strings, actual.Strings);
        if (expected.Bytes.AsSpan().SequenceEqual(actual.Bytes)) return null;
        if (tolerance.IsExact) return $"the bits of {expected} differ";
        var (wanted, given) = (CaseElements.AsDoubles(expected), CaseElements.AsDoubles(actual));
        if (wanted.Length != given.Length) return $"{wanted.Length} numbers expected, but {given.Length} came";
        for (var i = 0; i < wanted.Length; i++)
            if (!tolerance.Accepts(wanted[i], given[i]))
                return string.Create(CultureInfo.InvariantCulture, $"element {i} of {expected} is {given[i]}, not {wanted[i]}");
        return null;
    }

    private static string? InStrings(byte[][] expected, byte[][] actual)
    {
        if (expected.Length != actual.Length) return $"{expected.Length} strings expected, but {actual.Length} came";
        for (var i = 0; i < expected.Length; i++)
            if (!expected[i].AsSpan().SequenceEqual(actual[i])) return $"string {i} differs";
        return null;
    }

    private static string? InSequences(CaseSequence expected, CaseSequence actual, Tolerance tolerance)
    {
        if (expected.Items.Count != actual.Items.Count) return $"{expected} expected, but {actual} came";
        for (var i = 0; i < expected.Items.Count; i++)
            if (FindDifference(expected.Items[i], actual.Items[i], tolerance) is { } difference) return $"in item {i}, {difference}";
        return null;
    }

    private static string? InMaps(CaseMap expected, CaseMap actual, Tolerance tolerance) =>
        InTensors(expected.Keys, actual.Keys, tolerance) is { } inKeys ? $"in the keys, {inKeys}"
        : InTensors(expected.Values, actual.Values, tolerance) is { } inValues ? $"in the values, {inValues}"
        : null;
}
