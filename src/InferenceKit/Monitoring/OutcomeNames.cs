namespace InferenceKit.Monitoring;

/// <summary>The values of the metric tag <c>outcome</c>.</summary>
internal static class OutcomeNames
{
    public const int Success = 0;
    public const int Cancellation = 1;

    private static readonly string[] Names =
    [
        "success", "cancelled", "model_not_found", "version_not_found", "model_not_ready", "invalid_input",
        "invalid_output", "queue_full", "deadline_exceeded", "circuit_open", "execution_failed", "resource_exhausted",
        "shutting_down", "conflict",
    ];

    public static int Count => Names.Length;

    public static int Of(InferenceError error) => 2 + (int)error;

    /// <summary>The values of the tag <c>reason</c> of fallback steps.</summary>
    public static string Of(FallbackReason reason) => reason switch
    {
        FallbackReason.Exception => "exception",
        FallbackReason.Timeout => "timeout",
        FallbackReason.InvalidOutput => "invalid_output",
        FallbackReason.QueueFull => "queue_full",
        FallbackReason.CircuitOpen => "circuit_open",
        FallbackReason.NotReady => "not_ready",
        FallbackReason.ShuttingDown => "shutting_down",
        _ => "none",
    };

    public static string At(int index) => Names[index];
}
