namespace InferenceKit.Cli.CommandLine;

/// <summary>Ends a command with an exit code and one line for people.</summary>
internal sealed class ToolException(ExitCode code, string message) : Exception(message)
{
    public ExitCode Code => code;

    public static ToolException Usage(string message) => new(ExitCode.Usage, message);

    public static ToolException NotFound(string message) => new(ExitCode.NotFound, message);
}
