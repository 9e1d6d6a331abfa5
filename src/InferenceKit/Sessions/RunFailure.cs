using Microsoft.ML.OnnxRuntime;

namespace InferenceKit.Sessions;

/// <summary>Turns what ONNX Runtime throws out of a run into an outcome.</summary>
internal static class RunFailure
{
    public static RunOutcome Of(Exception exception) => exception switch
    {
        InferenceException e => new(StatusOf(e.Failure.Error), e.Message, e),
        OutOfMemoryException => new(RunStatus.OutOfMemory, "The run needs more memory than there is.", exception),
        OnnxRuntimeException e => new(StatusOf(e, out var text), text, e),
        _ => new(RunStatus.Failed, OnnxErrors.TextOf(exception), exception),
    };

    private static RunStatus StatusOf(InferenceError error) => error switch
    {
        InferenceError.InvalidInput => RunStatus.InvalidInput,
        InferenceError.InvalidOutput => RunStatus.InvalidOutput,
        _ => RunStatus.Failed,
    };

    private static RunStatus StatusOf(OnnxRuntimeException exception, out string text)
    {
        text = OnnxErrors.TextOf(exception);
        if (text.Contains("terminate flag", StringComparison.OrdinalIgnoreCase))
        {
            text = "The run was asked to stop.";
            return RunStatus.Terminated;
        }
        if (Says(text, ArenaRefusal.Words))
        {
            text = $"The run needs more memory than its arena may have (Execution:MaxArenaBytes): {text}";
            return RunStatus.OutOfMemory;
        }
        if (Says(text, "bad_alloc", "Failed to allocate memory", "out of memory"))
        {
            text = $"The run needs more memory than there is: {text}";
            return RunStatus.OutOfMemory;
        }
        // Also what an output's declared shape that the model does not keep leads to: memory of that shape was given.
        if (Says(text, "shape verification failed", "computed output shape"))
        {
            text = $"An output came in another shape than the model declares: {text}";
            return RunStatus.InvalidOutput;
        }
        return Says(text, "Got invalid dimensions for input", "Unexpected input data type", "Invalid rank for input", "Invalid input name", "Missing Input")
            ? RunStatus.InvalidInput
            : RunStatus.Failed;
    }

    private static bool Says(string text, params ReadOnlySpan<string> phrases)
    {
        foreach (var phrase in phrases)
            if (text.Contains(phrase, StringComparison.OrdinalIgnoreCase)) return true;
        return false;
    }
}
