using InferenceKit.ControlPlane.Lifecycle.Loading;

namespace InferenceKit.ControlPlane.Lifecycle.Reconciling;

/// <summary>Why a version could not be loaded. Immutable.</summary>
/// <param name="Version">Which.</param>
/// <param name="Key">What was to be loaded; see <see cref="LoadKey"/>.</param>
/// <param name="Error">For callers that wait for it.</param>
/// <param name="Reason">For people.</param>
/// <param name="Count">How often in a row.</param>
/// <param name="RetryAt">When the next attempt is due.</param>
internal sealed record VersionFailure(ModelVersion Version, string Key, InferenceError Error, string Reason, int Count, DateTimeOffset RetryAt);
