using System.CommandLine;

namespace InferenceKit.Cli.Commands;

/// <summary><c>alias list|set|remove</c></summary>
internal sealed class AliasCommand : Command
{
    public AliasCommand(bool isTerminal)
        : base("alias", "Lists, sets and removes aliases in a state folder.")
    {
        Add(new AliasListCommand(isTerminal));
        Add(new AliasSetCommand(isTerminal));
        Add(new AliasRemoveCommand(isTerminal));
    }
}
