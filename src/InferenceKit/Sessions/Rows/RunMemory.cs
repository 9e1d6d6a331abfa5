
namespace InferenceKit.Sessions.Rows;

/// <summary>How much memory the buffers of one run may take.</summary>
internal static class RunMemory
{
    /// <summary>All inputs and outputs of a run of several rows stay within this. One row may always be larger.</summary>
    public const long MaxRunBytes = 16 << 20;

    /// <summary>Buffers up to this size are kept, however rarely a run needs them.</summary>
    public const long AlwaysKeptBytes = 1 << 20;

    /// <summary>About what a string takes beside the text itself.</summary>
    public const int StringBytes = 32;

    /// <summary>The most rows of a run whose rows have so many bytes, at least one.</summary>
    public static int RowsFor(long rowBytes, int most) => (int)Math.Clamp(MaxRunBytes / Math.Max(rowBytes, 1), 1, Math.Max(most, 1));

    /// <summary>The bytes of an element, or about those of a string.</summary>
    public static int SizeOf(ElementType type) => type == ElementType.String ? StringBytes : ElementTypes.SizeOf(type);

    /// <summary>The bytes of a row that a model declares; 0 where a size is not declared, or nothing is reserved for it.</summary>
    public static long OfDeclaredRow(ValueSpec spec, bool hasRows)
    {
        if (spec.Kind != ValueKind.Tensor || spec.IsOptional || !spec.HasKnownRank) return 0;
        // In floating point, because a signature may declare more bytes than 64 bits can count.
        double bytes = SizeOf(spec.ElementType);
        for (var i = hasRows ? 1 : 0; i < spec.Shape.Count; i++)
        {
            if (spec.Shape[i] is not { } size) return 0;
            bytes *= size;
        }
        return (long)Math.Min(bytes, long.MaxValue / 4096);
    }

    /// <summary>The declared bytes of a row of all inputs and outputs.</summary>
    public static long OfDeclaredRows(ModelSignature signature)
    {
        double bytes = 0;
        foreach (var input in signature.Inputs) bytes += OfDeclaredRow(input, signature.HasRows);
        foreach (var output in signature.Outputs) bytes += OfDeclaredRow(output, signature.SharesRuns);
        return (long)Math.Min(bytes, long.MaxValue / 4096);
    }
}
