namespace InferenceKit.ControlPlane.Lifecycle.Loading;

/// <summary>How a load ended; failure is a value.</summary>
/// <param name="Loaded">The version; null when it failed.</param>
/// <param name="Reason">Why it failed, for people.</param>
/// <param name="Cause">The exception behind the failure.</param>
internal sealed record LoadOutcome(LoadedVersion? Loaded, string? Reason = null, Exception? Cause = null);
