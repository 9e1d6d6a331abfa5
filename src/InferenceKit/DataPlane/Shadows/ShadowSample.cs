namespace InferenceKit.DataPlane.Shadows;

/// <summary>A request of the primary as shadows see it. Immutable; several shadows may have the same.</summary>
/// <param name="Inputs">What went in.</param>
/// <param name="Outputs">What the primary answered; null where it failed.</param>
/// <param name="IsRow">Whether all are those of one row, without the dimension that counts rows.</param>
/// <param name="Rows">The rows.</param>
/// <param name="Failure">Why the primary failed; null where it did not.</param>
/// <param name="Time">How long the primary took.</param>
internal sealed record ShadowSample(NamedValue[] Inputs, NamedValue[]? Outputs, bool IsRow, int Rows, InferenceFailure? Failure, TimeSpan Time)
{
    /// <summary>What typed comparers get; null where there are none.</summary>
    public TypedAnswer? Typed { get; init; }

    /// <summary>About the bytes that it takes.</summary>
    public long Bytes { get; } = ShadowCopy.BytesOf(Inputs) + ShadowCopy.BytesOf(Outputs);
}
