namespace InferenceKit.DataPlane.Fallback;

/// <summary>Which failures send a request down its chain.</summary>
internal static class FallbackReasons
{
    /// <summary>None for what no other answer could mend: an input that does not suit, or names that there are not.</summary>
    public static FallbackReason Of(InferenceError error) => error switch
    {
        InferenceError.ExecutionFailed or InferenceError.ResourceExhausted => FallbackReason.Exception,
        InferenceError.DeadlineExceeded => FallbackReason.Timeout,
        InferenceError.InvalidOutput => FallbackReason.InvalidOutput,
        InferenceError.QueueFull => FallbackReason.QueueFull,
        InferenceError.CircuitOpen => FallbackReason.CircuitOpen,
        InferenceError.ModelNotReady => FallbackReason.NotReady,
        InferenceError.ShuttingDown => FallbackReason.ShuttingDown,
        _ => FallbackReason.None,
    };
}
