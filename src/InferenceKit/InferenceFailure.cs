namespace InferenceKit;

/// <summary>
/// A failed prediction, as a value. The message names the model, the tensor, what was expected and what
/// came; it never repeats a value of the input. Immutable.
/// </summary>
/// <param name="error">The kind of failure.</param>
/// <param name="message">A sentence for a developer's log.</param>
public sealed class InferenceFailure(InferenceError error, string message)
{
    /// <summary>The kind of failure.</summary>
    public InferenceError Error { get; } = error;

    /// <summary>A sentence for a developer's log.</summary>
    public string Message { get; } = message;

    /// <summary>The model and version that failed; null when none had been chosen.</summary>
    public ModelId? Model { get; init; }

    /// <summary>Whether the same request may succeed a little later.</summary>
    public bool IsTransient { get; init; } = error
        is InferenceError.ModelNotReady or InferenceError.QueueFull or InferenceError.DeadlineExceeded
        or InferenceError.CircuitOpen or InferenceError.ShuttingDown or InferenceError.ResourceExhausted;

    /// <summary>How long to wait before trying again, where that can be estimated.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The exception behind the failure, where there was one.</summary>
    public Exception? Cause { get; init; }

    /// <summary>The error and the message.</summary>
    public override string ToString() => $"{Error}: {Message}";
}
