namespace InferenceKit.Cli.CommandLine;

/// <summary>What an exception means to a caller of the tool.</summary>
/// <param name="Code">What the tool ends with.</param>
/// <param name="Message">For people.</param>
internal sealed record Failure(ExitCode Code, string Message)
{
    public static Failure Of(Exception exception) => exception switch
    {
        ToolException e => new(e.Code, e.Message),
        OperationCanceledException => new(ExitCode.Stopped, "stopped; what was begun is undone"),
        InferenceException e => new(Of(e.Failure.Error), e.Message),
        // A file in another format counts as unreadable.
        IOException or UnauthorizedAccessException or InvalidDataException => new(ExitCode.Unreadable, exception.Message),
        _ => new(ExitCode.Failed, $"unexpected: {exception.GetType().Name}: {exception.Message}"),
    };

    private static ExitCode Of(InferenceError error) => error switch
    {
        InferenceError.ModelNotFound or InferenceError.VersionNotFound => ExitCode.NotFound,
        InferenceError.Conflict => ExitCode.Conflict,
        InferenceError.InvalidInput => ExitCode.Usage,
        _ => ExitCode.Failed,
    };
}
