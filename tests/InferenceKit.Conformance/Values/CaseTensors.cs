using System.Runtime.InteropServices;

namespace InferenceKit.Conformance.Values;

/// <summary>Ways to make a tensor of parts.</summary>
internal static class CaseTensors
{
    public static CaseTensor Of<T>(ElementType elementType, params ReadOnlySpan<T> elements) where T : unmanaged =>
        new(elementType, [elements.Length], MemoryMarshal.AsBytes(elements).ToArray(), []);

    public static CaseTensor OfStrings(IEnumerable<byte[]> utf8)
    {
        byte[][] strings = [.. utf8];
        return new(ElementType.String, [strings.Length], [], strings);
    }

    /// <summary>Scalars, or tensors of one element, as one tensor of rank 1.</summary>
    public static CaseTensor Concatenate(IReadOnlyList<CaseTensor> scalars) => new(
        scalars.Count == 0 ? ElementType.Undefined : scalars[0].ElementType,
        [scalars.Count],
        [.. scalars.SelectMany(s => s.Bytes)],
        [.. scalars.SelectMany(s => s.Strings)]);
}
