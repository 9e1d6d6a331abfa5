using InferenceKit.Runtime;

namespace InferenceKit.DataPlane.Shadows;

/// <summary>A sample that waits for a shadow. Immutable.</summary>
/// <param name="Sample">What to run and to compare with.</param>
/// <param name="Version">The shadow.</param>
/// <param name="Primary">The version that answered.</param>
/// <param name="Arrival">Since when it waits, as a timestamp.</param>
internal sealed record ShadowJob(ShadowSample Sample, ServedVersion Version, ServedVersion Primary, long Arrival);
