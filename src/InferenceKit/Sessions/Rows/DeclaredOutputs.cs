using System.Globalization;

namespace InferenceKit.Sessions.Rows;

/// <summary>Checks the sizes that a signature declares, before memory is reserved for them.</summary>
internal static class DeclaredOutputs
{
    /// <returns>Which output has rows larger than the limit; null when none is known to have.</returns>
    public static string? FindTooLarge(ModelSignature signature, long limit)
    {
        foreach (var output in signature.Outputs)
        {
            if (output.Kind != ValueKind.Tensor || !output.HasKnownRank) continue;
            // In floating point: a declared size may be so large that a sum of integers would overflow.
            var bytes = (double)Math.Max(ElementTypes.SizeOf(output.ElementType), 1);
            for (var i = signature.HasRows ? 1 : 0; i < output.Shape.Count; i++) bytes *= output.Shape[i] ?? 0;
            if (bytes > limit)
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $"Output '{output.Name}' is declared as {output}: {bytes:N0} bytes a row; the limit is {limit:N0} (Execution:MaxOutputBytes).");
        }
        return null;
    }
}
