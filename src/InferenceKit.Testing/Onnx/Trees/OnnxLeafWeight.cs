namespace InferenceKit.Testing;

/// <summary>A leaf's vote.</summary>
/// <param name="Id">The index of the target, or of the class among the labels, from 0.</param>
/// <param name="Weight">What the leaf gives it.</param>
public readonly record struct OnnxLeafWeight(int Id, float Weight);
