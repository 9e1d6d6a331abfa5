using Microsoft.ML.OnnxRuntime;

namespace InferenceKit.Sessions.Onnx.Faults;

/// <summary>Turns what ONNX Runtime throws out of a run into an outcome.</summary>
internal static class RunFailure
{
    /// <param name="exception">What was thrown.</param>
    /// <param name="includeText">
    /// Whether the message has ONNX Runtime's own text, and the outcome its exception. Both may repeat values of the input.
    /// </param>
    public static RunOutcome Of(Exception exception, bool includeText) => exception switch
    {
        InferenceException e => new(StatusOf(e.Failure.Error), e.Message, e),
        OutOfMemoryException => new(RunStatus.OutOfMemory, "The run needs more memory than there is.", exception),
        OnnxRuntimeException e => new(StatusOf(e, includeText, out var text), text, includeText ? e : null),
        _ => new(RunStatus.Failed, OnnxErrors.TextOf(exception), exception),
    };

    private static RunStatus StatusOf(InferenceError error) => error switch
    {
        InferenceError.InvalidInput => RunStatus.InvalidInput,
        InferenceError.InvalidOutput => RunStatus.InvalidOutput,
        _ => RunStatus.Failed,
    };

    private static RunStatus StatusOf(OnnxRuntimeException exception, bool includeText, out string text)
    {
        var whole = OnnxErrors.TextOf(exception);
        text = includeText ? whole : RunErrorText.Reduce(whole);
        if (whole.Contains("terminate flag", StringComparison.OrdinalIgnoreCase))
        {
            text = "The run was asked to stop.";
            return RunStatus.Terminated;
        }
        if (Says(whole, ArenaRefusal.Words))
        {
            text = $"The run needs more memory than its arena may have (Execution:MaxArenaBytes): {text}";
            return RunStatus.OutOfMemory;
        }
        if (Says(whole, "bad_alloc", "Failed to allocate memory", "out of memory"))
        {
            text = $"The run needs more memory than there is: {text}";
            return RunStatus.OutOfMemory;
        }
        // Also the result of an output whose shape is not the declared one: the memory that was bound has the declared shape.
        if (Says(whole, "shape verification failed", "computed output shape"))
        {
            text = $"An output came in another shape than the model declares: {text}";
            return RunStatus.InvalidOutput;
        }
        if (Says(
            whole, "Got invalid dimensions for input", "Unexpected input data type", "Tensor element data type discovered", "Invalid rank for input",
            "Invalid input name", "Missing Input"))
            return RunStatus.InvalidInput;
        text = $"The run failed: {text}";
        return RunStatus.Failed;
    }

    private static bool Says(string text, params ReadOnlySpan<string> phrases)
    {
        foreach (var phrase in phrases)
            if (text.Contains(phrase, StringComparison.OrdinalIgnoreCase)) return true;
        return false;
    }
}
