namespace InferenceKit;

/// <summary>Decides from a signature alone whether the first dimension counts rows, and what speaks against sharing runs.</summary>
internal static class RowAxis
{
    public static bool IsIn(ModelSignature signature) => FindProblem(signature, isDeclared: false) is null;

    /// <summary>Why the first dimension cannot count rows, for people; null where it can.</summary>
    /// <param name="signature">The signature.</param>
    /// <param name="isDeclared">Whether an option says that it does, so that names of dimensions do not count.</param>
    public static string? FindProblem(ModelSignature signature, bool isDeclared)
    {
        string? symbol = null;
        var inputs = 0;
        foreach (var input in signature.Inputs)
        {
            if (input.IsOptional) continue;
            if (input.Kind != ValueKind.Tensor || input.Shape.Count == 0 || input.Shape[0] is not null)
                return $"input '{input.Name}' ({input}) has no dynamic first dimension";
            // Two different names are two different sizes; no name (as in Triton's examples) may be any.
            if (!isDeclared && symbol is not null && input.Symbols[0] is { } other && other != symbol)
                return $"the first dimension of input '{input.Name}' ({input}) has another name than that of the inputs before it";
            symbol ??= input.Symbols[0];
            inputs++;
        }
        if (inputs == 0) return "it has no required input";
        if (signature.Outputs.Count == 0) return "it has no output";
        foreach (var output in signature.Outputs)
            if (!MayHoldRows(output)) return $"output '{output.Name}' ({output}) has no dynamic first dimension";
        return null;
    }

    /// <summary>What in the names of dimensions speaks against rows that do not depend on each other, for people; null for nothing.</summary>
    /// <param name="signature">One whose first dimension can count rows.</param>
    public static string? FindDoubt(ModelSignature signature)
    {
        string? symbol = null;
        foreach (var input in signature.Inputs)
            if (!input.IsOptional) symbol ??= input.Symbols[0];
        // A size without a name is nowhere else.
        if (symbol is null) return null;
        foreach (var value in signature.Inputs.Concat(signature.Outputs))
        {
            for (var i = 1; i < value.Symbols.Count; i++)
                if (value.Symbols[i] == symbol) return $"the name of its first dimension, '{symbol}', comes again as a later dimension of '{value.Name}' ({value})";
        }
        foreach (var output in signature.Outputs)
        {
            if (output is { Kind: ValueKind.Tensor, Symbols.Count: > 0 } && output.Symbols[0] is { } other && other != symbol)
                return $"the first dimension of output '{output.Name}' ({output}) has another name than '{symbol}', that of the inputs";
        }
        return null;
    }

    private static bool MayHoldRows(ValueSpec output) => output.Kind switch
    {
        ValueKind.Tensor => !output.HasKnownRank || (output.Shape.Count > 0 && output.Shape[0] is null),
        // ZipMap gives a sequence with one map a row.
        ValueKind.Sequence => output.ItemKind == ValueKind.Map,
        _ => false,
    };
}
