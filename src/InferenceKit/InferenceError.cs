namespace InferenceKit;

/// <summary>Why a prediction failed.</summary>
public enum InferenceError
{
    /// <summary>No model of that name is registered.</summary>
    ModelNotFound,
    /// <summary>The model has no such version, or it is not loaded.</summary>
    VersionNotFound,
    /// <summary>The model is registered, but none of its versions is ready. Transient.</summary>
    ModelNotReady,
    /// <summary>The input does not suit the model's signature, or the codec could not encode it.</summary>
    InvalidInput,
    /// <summary>The model's output does not suit its signature, or the codec could not decode it.</summary>
    InvalidOutput,
    /// <summary>Too many requests wait already. Transient.</summary>
    QueueFull,
    /// <summary>The deadline passed before there was an answer. Transient.</summary>
    DeadlineExceeded,
    /// <summary>The circuit breaker of the version is open. Transient.</summary>
    CircuitOpen,
    /// <summary>The model's run failed.</summary>
    ExecutionFailed,
    /// <summary>Memory or another limited resource ran out. Transient.</summary>
    ResourceExhausted,
    /// <summary>The host is stopping. Transient: another host may answer.</summary>
    ShuttingDown,
    /// <summary>Of an edit, never of a prediction: another edit of the model's state came first and stands.</summary>
    Conflict,
}
