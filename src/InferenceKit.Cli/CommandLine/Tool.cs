using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using InferenceKit.Cli.Commands;
using InferenceKit.Cli.Output;

namespace InferenceKit.Cli.CommandLine;

/// <summary>The program without the parts that need a process of their own.</summary>
internal static class Tool
{
    /// <summary>How long a command may take to stop after Ctrl+C.</summary>
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(10);

    // A selector such as @stable is a value. By default the parser would read it as the name of a file with more arguments.
    private static readonly ParserConfiguration Parsing = new() { ResponseFileTokenReplacer = null };

    /// <summary>Runs one command line; never throws.</summary>
    /// <param name="arguments">Without the program's name.</param>
    /// <param name="output">Takes results.</param>
    /// <param name="error">Takes errors, a line each.</param>
    /// <param name="isTerminal">Whether the output is a terminal.</param>
    /// <param name="cancellationToken">Stops it, as Ctrl+C does.</param>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(
        string[] arguments, TextWriter output, TextWriter error, bool isTerminal, CancellationToken cancellationToken = default)
    {
        var parsed = ToolCommand.Create(isTerminal).Parse(arguments, Parsing);
        try
        {
            if (FindUsageProblem(parsed) is { } problem)
                return new ToolOutput(output, error, parsed.IsJson(), isTerminal).Fail(new(ExitCode.Usage, $"{problem} See '{Path(parsed)} --help'."));
            return await parsed.InvokeAsync(
                new() { Output = output, Error = error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = LongestStop }, cancellationToken);
        }
        catch (Exception e)
        {
            return new ToolOutput(output, error, parsed.IsJson(), isTerminal).Fail(Failure.Of(e));
        }
    }

    private static string? FindUsageProblem(ParseResult parsed)
    {
        if (parsed.Action is ParseErrorAction) return string.Join(' ', parsed.Errors.Select(e => e.Message.TrimEnd('.') + '.'));
        // The parser takes a misspelt option for the value of an argument that is still missing. After a '--' such a value is intended.
        if (parsed.Tokens.Any(t => t.Type == TokenType.DoubleDash)) return null;
        var argument = parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(a => a.Tokens).FirstOrDefault(t => t.Value is ['-', _, ..]);
        return argument is null ? null : $"Unrecognized option '{argument.Value}'.";
    }

    private static string Path(ParseResult parsed)
    {
        var names = new List<string>();
        for (var command = parsed.CommandResult; command is not null; command = command.Parent as CommandResult)
            names.Insert(0, command.Parent is null ? ToolCommand.Name : command.Command.Name);
        return string.Join(' ', names);
    }
}
