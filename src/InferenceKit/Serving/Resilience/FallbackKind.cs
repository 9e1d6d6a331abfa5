namespace InferenceKit.Serving.Resilience;

/// <summary>What a step of a fallback chain answers with.</summary>
internal enum FallbackKind
{
    /// <summary>Another version of the same model.</summary>
    Version,
    /// <summary>Another model.</summary>
    Model,
    /// <summary>A delegate of the host.</summary>
    Delegate,
    /// <summary>Outputs that the configuration gives.</summary>
    Constant,
    /// <summary>The primary, in place of a variant.</summary>
    Primary,
}
