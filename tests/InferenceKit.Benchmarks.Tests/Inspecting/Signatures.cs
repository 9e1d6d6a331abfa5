using System.Globalization;
using System.Runtime.CompilerServices;

namespace InferenceKit.Benchmarks.Tests.Inspecting;

/// <summary>
/// Signatures no model file has to be built for. Only the library makes them otherwise, and these tests are not among
/// its friends: hence the accessors.
/// </summary>
internal static class Signatures
{
    /// <summary>Reads a signature of tensors from its short form: <c>x: Float32[batch,16] -> y: Float32[batch,8]</c>.</summary>
    public static ModelSignature Parse(string text)
    {
        var sides = text.Split(" -> ");
        return New(Values(sides[0]), Values(sides[1]));
    }

    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    public static extern ModelSignature New(IReadOnlyList<ValueSpec> inputs, IReadOnlyList<ValueSpec> outputs);

    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    public static extern ValueSpec NewValue(string name, ValueKind kind, ElementType elementType, long?[] shape, string?[]? symbols);

    private static ValueSpec[] Values(string side) => side.Split("; ").Select(Value).ToArray();

    private static ValueSpec Value(string text)
    {
        var colon = text.LastIndexOf(": ", StringComparison.Ordinal);
        var bracket = text.LastIndexOf('[');
        var dimensions = text[(bracket + 1)..^1].Split(',');
        return NewValue(
            text[..colon],
            ValueKind.Tensor,
            Enum.Parse<ElementType>(text[(colon + 2)..bracket]),
            dimensions.Select(d => long.TryParse(d, CultureInfo.InvariantCulture, out var size) ? size : (long?)null).ToArray(),
            dimensions.Select(d => d == "?" || char.IsAsciiDigit(d[0]) ? null : d).ToArray());
    }
}
