using InferenceKit.Cli.CommandLine;

namespace InferenceKit.Cli.Output;

/// <summary>An error as programs read it.</summary>
internal sealed record ErrorDetails(ExitCode Code, string Message);
