using InferenceKit.Serving;
using InferenceKit.Serving.Resilience;
using InferenceKit.Sessions;

namespace InferenceKit.DataPlane;

/// <summary>Puts what went wrong into failures; off the hot path, so that it stays small.</summary>
internal static class Failures
{
    public static InferenceFailure Encoding(ModelId model, Exception exception) => exception switch
    {
        InferenceException { Failure: { } failure } => new(failure.Error, $"{model}: {failure.Message}") { Model = model, Cause = exception },
        OutOfMemoryException => new(InferenceError.ResourceExhausted, $"{model}: there is no memory for the input.") { Model = model, Cause = exception },
        // The exception's own message may repeat a value of the input.
        _ => new(InferenceError.InvalidInput, $"{model}: the codec could not encode the input ({exception.GetType().Name}).") { Model = model, Cause = exception },
    };

    public static InferenceFailure Decoding(ModelId model, Exception exception) => exception switch
    {
        InferenceException { Failure: { } failure } => new(InferenceError.InvalidOutput, $"{model}: {failure.Message}") { Model = model, Cause = exception },
        OutOfMemoryException => new(InferenceError.ResourceExhausted, $"{model}: there is no memory for the output.") { Model = model, Cause = exception },
        _ => new(InferenceError.InvalidOutput, $"{model}: the codec could not decode the output ({exception.GetType().Name}).") { Model = model, Cause = exception },
    };

    public static InferenceFailure Running(ModelId model, RunOutcome outcome) =>
        new(ErrorOf(outcome.Status), $"{model}: {outcome.Message ?? "the run failed."}") { Model = model, Cause = outcome.Cause };

    public static InferenceFailure DeadlineWhileRunning(ModelId model) =>
        new(InferenceError.DeadlineExceeded, $"{model}: the deadline passed while the model ran.") { Model = model };

    public static InferenceFailure RunTooLong(ModelId model, TimeSpan limit) =>
        new(InferenceError.ExecutionFailed, $"{model}: the run did not end within {limit:c} (Execution:MaxRunTime) and was stopped.") { Model = model };

    /// <summary>Why a run was stopped that its caller did not cancel: the limit or the deadline, whichever was sooner.</summary>
    public static InferenceFailure Stopped(ServedVersion version, long began, long deadline) =>
        version.EndOfRun(began, deadline) < deadline ? RunTooLong(version.Id, version.MaxRunTime) : DeadlineWhileRunning(version.Id);

    public static InferenceFailure DeadlineWhileWaiting(string model) =>
        new(InferenceError.DeadlineExceeded, $"{model}: the deadline passed before a concurrency slot was free.");

    public static InferenceFailure QueueFull(string model, (int Rows, TimeSpan RetryAfter) backlog) =>
        new(InferenceError.QueueFull, $"{model}: {Waiting(backlog.Rows)} already.") { RetryAfter = backlog.RetryAfter };

    public static InferenceFailure DeadlineCannotBeMet(string model, (int Rows, TimeSpan RetryAfter) backlog) =>
        new(InferenceError.DeadlineExceeded, $"{model}: the deadline cannot be met: {Waiting(backlog.Rows)} before it.") { RetryAfter = backlog.RetryAfter };

    public static InferenceFailure TooLarge(ModelId model, int rows) =>
        new(InferenceError.ResourceExhausted, $"{model}: {rows} rows of these shapes are more than one run has memory for.") { Model = model };

    public static InferenceFailure ChangedShape(ModelId model) =>
        new(InferenceError.InvalidInput, $"{model}: the codec gave a row another shape when it encoded the same input again.") { Model = model };

    public static InferenceFailure RowsDepend(ModelId model) =>
        new(InferenceError.ExecutionFailed, $"{model}: rows of a request that ran in parts were found to depend on each other; try again, it will run whole.") { Model = model, IsTransient = true };

    /// <summary>Why the first attempt failed, as far as the answer of a fallback tells.</summary>
    public static InferenceFailure Instead(string model, FallbackReason reason) => new(
        reason switch
        {
            FallbackReason.Exception => InferenceError.ExecutionFailed,
            FallbackReason.InvalidOutput => InferenceError.InvalidOutput,
            _ => InferenceError.ModelNotReady,
        },
        $"{model}: a fallback answered ({reason}).");

    public static InferenceFailure ShuttingDown(string model) =>
        new(InferenceError.ShuttingDown, $"{model}: the host is stopping.");

    public static InferenceFailure NotReady(string model, string? why) =>
        new(InferenceError.ModelNotReady, $"{model}: no version is ready{(why is null ? "" : ": " + why.TrimEnd('.'))}.");

    public static InferenceFailure OutOfService(ModelId model, string why) =>
        new(InferenceError.ModelNotReady, $"{model}: it is out of service: {why}.") { Model = model };

    public static InferenceFailure BehindStuckRun(ModelId model) =>
        new(InferenceError.ExecutionFailed, $"{model}: the run before it was stopped and did not end.") { Model = model, IsTransient = true };

    public static InferenceFailure VersionNotFound(ServedModel model, string text, ModelVersion version)
    {
        var why = model.FailedVersions.FirstOrDefault(f => f.Version == version) is { } failed ? $", because it failed: {failed.Reason.TrimEnd('.')}" : "";
        return new(
            InferenceError.VersionNotFound,
            $"{model.Name}: version '{text}' is not loaded{why}; loaded are: {string.Join(", ", model.Versions.Select(v => v.Id.Version))}.");
    }

    public static InferenceFailure ModelNotFound(string model, IEnumerable<string> known) =>
        new(InferenceError.ModelNotFound, $"There is no model '{model}'; registered are: {string.Join(", ", known)}.");

    public static InferenceFailure Invalid(ModelId model, string problem) => new(InferenceError.InvalidOutput, $"{model}: {problem}.") { Model = model };

    public static InferenceFailure Unsuited(ServedVersion version, CodecRegistration guest)
    {
        version.CodecOf(guest, out var problem);
        return new(InferenceError.InvalidOutput, $"{version.Id}: {problem}") { Model = version.Id };
    }

    public static InferenceFailure CircuitOpen(ModelId model, string? why, TimeSpan? retryAfter) =>
        new(InferenceError.CircuitOpen, $"{model}: the circuit breaker is open{(why is null ? "" : ": " + why.TrimEnd('.'))}.") { Model = model, RetryAfter = retryAfter };

    public static InferenceFailure StepNotReady(string model, FallbackStep step, string why) =>
        new(InferenceError.ModelNotReady, $"{model}: {step}: {why.TrimEnd('.')}.");

    public static InferenceFailure StepUnsuited(string model, FallbackStep step, string why) =>
        new(InferenceError.InvalidOutput, $"{model}: {step}: {why.TrimEnd('.')}.");

    public static InferenceFailure StepFailed(string model, FallbackStep step, string why, Exception? cause = null) =>
        new(InferenceError.ExecutionFailed, $"{model}: {step}: {why.TrimEnd('.')}.") { Cause = cause };

    public static InferenceFailure StepLate(string model, FallbackStep step) =>
        new(InferenceError.DeadlineExceeded, $"{model}: {step}: the deadline passed before it answered.");

    /// <summary>The last failure, with the first as its cause.</summary>
    public static InferenceFailure ChainExhausted(string model, InferenceFailure first, InferenceFailure last) =>
        ReferenceEquals(first, last)
            ? new(first.Error, $"{first.Message.TrimEnd('.')}, and no time was left for a fallback.") { Model = first.Model, IsTransient = first.IsTransient, RetryAfter = first.RetryAfter, Cause = first.Cause }
            : new(last.Error, $"{model}: no fallback answered; the last of them: {last.Message}")
            {
                Model = last.Model,
                IsTransient = last.IsTransient,
                RetryAfter = last.RetryAfter,
                Cause = new InferenceException(first),
            };

    private static string Waiting(int rows) => rows == 1 ? "1 row waits" : $"{rows} rows wait";

    private static InferenceError ErrorOf(RunStatus status) => status switch
    {
        RunStatus.InvalidInput => InferenceError.InvalidInput,
        RunStatus.InvalidOutput => InferenceError.InvalidOutput,
        RunStatus.OutOfMemory => InferenceError.ResourceExhausted,
        _ => InferenceError.ExecutionFailed,
    };
}
