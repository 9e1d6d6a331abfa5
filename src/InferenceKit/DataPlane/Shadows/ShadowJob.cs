using InferenceKit.Serving;

namespace InferenceKit.DataPlane.Shadows;

/// <summary>A sample that waits for a shadow; without a version, one that is not needed any more.</summary>
/// <param name="Sample">What to run and to compare with.</param>
/// <param name="Version">The shadow.</param>
internal readonly record struct ShadowJob(ShadowSample? Sample, ServedVersion? Version);
