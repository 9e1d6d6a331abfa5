using System.Collections;

namespace InferenceKit.Testing.Conformance;

/// <summary>Compares what codecs read, as far as that can be done without knowing the type: numbers, texts, truth values and lists of them.</summary>
internal static class ValueLikeness
{
    /// <summary>Whether two values are alike; true for values of which nothing is known.</summary>
    public static bool AreAlike(object? expected, object? actual, double tolerance) => (expected, actual) switch
    {
        (null, null) => true,
        (null, _) or (_, null) => false,
        (float or double or Half or BFloat16, float or double or Half or BFloat16) => AreClose(ToDouble(expected), ToDouble(actual), tolerance),
        (string or bool or sbyte or byte or short or ushort or int or uint or long or ulong, _) => expected.Equals(actual),
        (IEnumerable e, IEnumerable a) => AreAllAlike(e.Cast<object?>().ToArray(), a.Cast<object?>().ToArray(), tolerance),
        _ => true,
    };

    private static bool AreAllAlike(object?[] expected, object?[] actual, double tolerance)
    {
        if (expected.Length != actual.Length) return false;
        // Outputs are compared in the same way: relative to the largest number.
        var scale = expected.Where(IsNumber).Select(ToDouble).Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty().Max();
        for (var i = 0; i < expected.Length; i++)
        {
            var isClose = IsNumber(expected[i]) && IsNumber(actual[i])
                ? ToDouble(expected[i]).Equals(ToDouble(actual[i])) || Math.Abs(ToDouble(expected[i]) - ToDouble(actual[i])) <= tolerance * scale
                : AreAlike(expected[i], actual[i], tolerance);
            if (!isClose) return false;
        }
        return true;
    }

    private static bool IsNumber(object? value) => value is float or double or Half or BFloat16;

    private static bool AreClose(double expected, double actual, double tolerance) =>
        expected.Equals(actual) || Math.Abs(expected - actual) <= tolerance * Math.Max(1, Math.Abs(expected));

    private static double ToDouble(object? value) => value switch
    {
        float number => number,
        Half number => (double)number,
        BFloat16 number => number.ToSingle(),
        double number => number,
        _ => double.NaN,
    };
}
