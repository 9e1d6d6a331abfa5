namespace InferenceKit;

/// <summary>Why a prediction was answered by a fallback rather than by the model that was asked: what its first attempt failed for.</summary>
public enum FallbackReason
{
    /// <summary>It was not: the model that was asked answered.</summary>
    None,
    /// <summary>Its run failed, or there was no memory for it: <see cref="InferenceError.ExecutionFailed"/> or <see cref="InferenceError.ResourceExhausted"/>.</summary>
    Exception,
    /// <summary>Its share of the time was over: <see cref="InferenceError.DeadlineExceeded"/>.</summary>
    Timeout,
    /// <summary>A validator or the codec refused its output: <see cref="InferenceError.InvalidOutput"/>.</summary>
    InvalidOutput,
    /// <summary>Too many requests waited for it: <see cref="InferenceError.QueueFull"/>.</summary>
    QueueFull,
    /// <summary>Its circuit breaker was open: <see cref="InferenceError.CircuitOpen"/>.</summary>
    CircuitOpen,
    /// <summary>None of its versions was ready: <see cref="InferenceError.ModelNotReady"/>.</summary>
    NotReady,
    /// <summary>The host was stopping: <see cref="InferenceError.ShuttingDown"/>.</summary>
    ShuttingDown,
}
