namespace InferenceKit.Serving;

/// <summary>A version that is wanted and could not be loaded. Immutable.</summary>
/// <param name="Version">Which.</param>
/// <param name="Reason">Why, for people.</param>
internal sealed record FailedVersion(ModelVersion Version, string Reason);
