namespace InferenceKit;

/// <summary>Decides from a signature alone whether several rows can share one run.</summary>
internal static class RowAxis
{
    public static bool IsIn(ModelSignature signature)
    {
        string? symbol = null;
        var inputs = 0;
        foreach (var input in signature.Inputs)
        {
            if (input.IsOptional) continue;
            if (input.Kind != ValueKind.Tensor || input.Shape.Count == 0 || input.Shape[0] is not null) return false;
            // Two different names are two different sizes; no name (as in Triton's examples) may be any.
            if (symbol is not null && input.Symbols[0] is { } other && other != symbol) return false;
            symbol ??= input.Symbols[0];
            inputs++;
        }
        return inputs > 0 && signature.Outputs.Count > 0 && signature.Outputs.All(MayHoldRows);
    }

    private static bool MayHoldRows(ValueSpec output) => output.Kind switch
    {
        ValueKind.Tensor => !output.HasKnownRank || (output.Shape.Count > 0 && output.Shape[0] is null),
        // ZipMap gives a sequence with one map a row.
        ValueKind.Sequence => output.ItemKind == ValueKind.Map,
        _ => false,
    };
}
