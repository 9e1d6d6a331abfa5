namespace InferenceKit.Serving;

/// <summary>What a signature tells of the rows of a value.</summary>
internal static class RowSize
{
    /// <summary>Whether it is a tensor of numbers that is always there.</summary>
    public static bool IsPlain(ValueSpec spec) =>
        spec is { Kind: ValueKind.Tensor, IsOptional: false, HasKnownRank: true, ElementType: not ElementType.String };

    /// <summary>Bytes of one row of an input; open dimensions count as 1, and so does what is no tensor or may be absent as none.</summary>
    public static long OfInput(ValueSpec spec)
    {
        if (spec.Kind != ValueKind.Tensor || spec.IsOptional) return 0;
        long bytes = Math.Max(ElementTypes.SizeOf(spec.ElementType), 1);
        for (var i = 1; i < spec.Shape.Count; i++) bytes *= Math.Max(spec.Shape[i] ?? 1, 1);
        return bytes;
    }
}
