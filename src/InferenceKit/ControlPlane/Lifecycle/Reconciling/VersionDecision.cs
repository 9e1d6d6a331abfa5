namespace InferenceKit;

/// <summary>What decides which version of a model serves.</summary>
public enum VersionDecision
{
    /// <summary>The selector in the configuration, by <c>latest</c>, a version or a digest.</summary>
    Configuration,
    /// <summary>An alias that the selector names; its version comes from the state.</summary>
    Alias,
    /// <summary>An edit by hand, which outranks the selector.</summary>
    Edit,
}
