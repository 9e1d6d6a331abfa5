using System.Globalization;
using InferenceKit.Benchmarks.Inspecting;

namespace InferenceKit.Benchmarks.Tests.Inspecting;

/// <summary>Models of tensors from a short form: <c>x: Float32[batch,16] -> y: Float32[batch,8]</c>; "batch" counts rows.</summary>
internal static class Inspected
{
    public static InspectedModel Parse(string text)
    {
        var sides = text.Split(" -> ");
        return new(Values(sides[0]), Values(sides[1]), HasRows: sides[0].Contains("[batch", StringComparison.Ordinal));
    }

    private static InspectedValue[] Values(string side) => side.Split("; ").Select(Value).ToArray();

    private static InspectedValue Value(string text)
    {
        var colon = text.LastIndexOf(": ", StringComparison.Ordinal);
        var bracket = text.LastIndexOf('[');
        return new(
            text[..colon],
            text[(colon + 2)..],
            Enum.Parse<ElementType>(text[(colon + 2)..bracket]),
            text[(bracket + 1)..^1].Split(',')
                .Select(d => long.TryParse(d, CultureInfo.InvariantCulture, out var size) ? size : (long?)null).ToArray());
    }
}
