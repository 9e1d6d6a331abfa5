namespace InferenceKit;

/// <summary>Why a prediction was answered by a fallback rather than by the model that was asked.</summary>
public enum FallbackReason
{
    /// <summary>It was not: the model that was asked answered.</summary>
    None,
}
