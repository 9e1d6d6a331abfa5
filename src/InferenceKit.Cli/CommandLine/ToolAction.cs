using System.CommandLine;
using InferenceKit.Cli.Output;

namespace InferenceKit.Cli.CommandLine;

/// <summary>Binds a command to its work, so that every command reports and fails alike.</summary>
internal static class ToolAction
{
    public const string JsonOption = "--json";

    /// <summary>Sets what a command does: work that ends with a result, or an exception that <see cref="Failure"/> knows.</summary>
    public static void Run(this Command command, bool isTerminal, Func<ParseResult, CancellationToken, Task<ToolResult>> work) =>
        command.SetAction(async (parsed, stop) =>
        {
            var output = new ToolOutput(parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error, parsed.IsJson(), isTerminal);
            try
            {
                // Most of the work is synchronous reading and hashing. On another thread it does not delay the answer to Ctrl+C.
                return output.Write(await Task.Run(() => work(parsed, stop), stop));
            }
            catch (Exception e)
            {
                // After Ctrl+C the work may end with any exception, such as one of a closed file. The exit code must still say that it was stopped.
                return output.Fail(Failure.Of(stop.IsCancellationRequested ? new OperationCanceledException(e.Message, e, stop) : e));
            }
        });

    public static bool IsJson(this ParseResult parsed) => parsed.GetResult(JsonOption) is System.CommandLine.Parsing.OptionResult { Implicit: false };
}
