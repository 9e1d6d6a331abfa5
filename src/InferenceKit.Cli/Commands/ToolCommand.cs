using System.CommandLine;
using InferenceKit.Cli.CommandLine;

namespace InferenceKit.Cli.Commands;

/// <summary>The tool's commands: a table of contents.</summary>
internal static class ToolCommand
{
    public const string Name = "inferencekit";

    public static RootCommand Create(bool isTerminal)
    {
        var root = new RootCommand("Models of InferenceKit: what a repository has, what hosts would serve, and changes of that.")
        {
            new ListCommand(isTerminal),
            new InspectCommand(isTerminal),
            new StatusCommand(isTerminal),
            new PublishCommand(isTerminal),
            new VerifyCommand(isTerminal),
            new LockCommand(isTerminal),
            new AliasCommand(isTerminal),
            new RollbackCommand(isTerminal),
            new IndexCommand(isTerminal),
            new SignCommand(isTerminal),
            new KeysCommand(isTerminal),
        };
        root.Add(new Option<bool>(ToolAction.JsonOption) { Description = "Write one JSON document instead of text.", Recursive = true });
        return root;
    }
}
