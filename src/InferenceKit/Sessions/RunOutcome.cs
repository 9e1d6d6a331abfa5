namespace InferenceKit.Sessions;

internal enum RunStatus : byte
{
    Completed,
    /// <summary>Stopped because it was asked to.</summary>
    Terminated,
    Failed,
    OutOfMemory,
    /// <summary>The run ended, but an output has a type or shape that the signature rules out.</summary>
    InvalidOutput,
    /// <summary>The run was refused for its inputs.</summary>
    InvalidInput,
}

/// <summary>How a run ended; failure is a value.</summary>
internal readonly struct RunOutcome(RunStatus status, string? message = null, Exception? cause = null)
{
    public static RunOutcome Completed => default;

    public RunStatus Status { get; } = status;

    /// <summary>What went wrong, naming the tensor where it is known; null when completed.</summary>
    public string? Message { get; } = message;

    public Exception? Cause { get; } = cause;
}
