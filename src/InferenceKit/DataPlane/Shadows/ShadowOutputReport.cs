namespace InferenceKit;

/// <summary>
/// How far one output of a shadow lies from the primary's. Immutable. Sequences and maps are compared item by item; maps by their keys, in any
/// order. A complex number counts as two elements.
/// </summary>
public sealed class ShadowOutputReport
{
    internal ShadowOutputReport(string name) => Name = name;

    /// <summary>The output's name.</summary>
    public string Name { get; }

    /// <summary>
    /// Pairs of which every element is within tolerance, of all that both had this output. Floating-point numbers are within when
    /// |shadow - primary| &lt;= absolute + relative * |primary|; NaN equals NaN, and an infinity itself. Where nothing is configured, absolute
    /// and relative are those of the test checkers of ONNX Runtime: 1e-5 and 1e-4 for Float32 and Complex64, 1e-5 and 1e-5 for Float64 and
    /// Complex128, 0.0025 and 0.001 for Float16, 0.02 and 0.01 for BFloat16. Everything else must be equal.
    /// </summary>
    public Agreement Within { get; internal init; }

    /// <summary>Pairs whose kinds of values, element types, shapes or keys differ; none of them is within tolerance.</summary>
    public long Misshapen { get; internal init; }

    /// <summary>The first such pair, primary before shadow, as in <c>Float32[1,3] and Float32[1,4]</c>; null without one.</summary>
    public string? FirstMisshapen { get; internal init; }

    /// <summary>Answers of the primary with this output to which the shadow's had none: they are not equal.</summary>
    public long MissingInShadow { get; internal init; }

    /// <summary>Answers of the shadow with this output where the primary's had none. They still may be equal.</summary>
    public long MissingInPrimary { get; internal init; }

    /// <summary>Elements compared.</summary>
    public long Elements { get; internal init; }

    /// <summary>
    /// The largest |shadow - primary|, of elements that are finite numbers on both sides, in the unit of the output; null without one.
    /// </summary>
    public double? LargestAbsoluteDifference { get; internal init; }

    /// <summary>The mean of |shadow - primary| over the same elements.</summary>
    public double? MeanAbsoluteDifference { get; internal init; }

    /// <summary>
    /// The largest |shadow - primary| / |primary| of the same elements, without those whose primary alone is 0; it is 0 where both are. Null
    /// without one.
    /// </summary>
    public double? LargestRelativeDifference { get; internal init; }

    /// <summary>The mean of |shadow - primary| / |primary| over the same elements.</summary>
    public double? MeanRelativeDifference { get; internal init; }

    /// <summary>Elements of the primary that are NaN.</summary>
    public long PrimaryNaNs { get; internal init; }

    /// <summary>Elements of the shadow that are NaN.</summary>
    public long ShadowNaNs { get; internal init; }

    /// <summary>
    /// Rows of one label. Where the rows of an output of numbers end in a dimension of at least 2 beside the one that counts rows, as in
    /// [rows, classes], the label is the place of the largest along it, the first of equal ones; NaN is no largest. It is the same among a map's
    /// values. Of whole numbers, texts and truth values with one element a row it is the element. Other outputs have none: 0 of 0.
    /// </summary>
    public Agreement Labels { get; internal init; }

    /// <summary>
    /// The mean, from 0 to 1, of how much of the k largest elements of a row are the same places on both sides, with the k of
    /// <see cref="ShadowOptions.TopK"/>. Of rows with a largest, as <see cref="Labels"/> says, and more than k elements; null without one.
    /// </summary>
    public double? TopKOverlap { get; internal init; }
}
