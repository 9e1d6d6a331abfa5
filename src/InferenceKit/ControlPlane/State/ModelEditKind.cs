
namespace InferenceKit;

/// <summary>What an edit did.</summary>
public enum ModelEditKind
{
    /// <summary>A version was made to serve by hand, whatever the selectors say.</summary>
    Load,
    /// <summary>The model was taken out of service.</summary>
    Unload,
    /// <summary>Edits by hand were dropped, so that the selectors decide again.</summary>
    Reload,
    /// <summary>An alias was set.</summary>
    SetAlias,
    /// <summary>An alias was removed.</summary>
    RemoveAlias,
    /// <summary>The version before came back.</summary>
    Rollback,
    /// <summary>Weights of variants or samples of shadows were set.</summary>
    SetTraffic,
    /// <summary>A step of a ramp of weights was taken.</summary>
    RampTraffic,
}
