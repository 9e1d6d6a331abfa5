namespace InferenceKit.Comparison;

/// <summary>What a pair of answers came to.</summary>
/// <param name="IsEqual">Whether both answered alike within tolerance, or both failed.</param>
/// <param name="Distance">How far they lie apart, as <see cref="ShadowExample.Distance"/> says.</param>
internal readonly record struct ComparedPair(bool IsEqual, double Distance);
