namespace InferenceKit;

/// <summary>What happens to the old version when a new one comes.</summary>
public enum VersionTransition
{
    /// <summary>The new version is ready before the old one leaves; both are in memory for a while.</summary>
    AvailabilityPreserving,
    /// <summary>The old version leaves first; requests meanwhile get <see cref="InferenceError.ModelNotReady"/>.</summary>
    ResourcePreserving,
}
