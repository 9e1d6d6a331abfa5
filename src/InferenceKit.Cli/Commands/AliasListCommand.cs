using System.CommandLine;
using InferenceKit.Cli.CommandLine;
using InferenceKit.Cli.Editing;
using InferenceKit.Cli.Output;
using InferenceKit.Cli.State;

namespace InferenceKit.Cli.Commands;

/// <summary><c>alias list [MODEL]</c></summary>
internal sealed class AliasListCommand : Command
{
    private readonly Argument<string?> _model = CommonArguments.OptionalModel();
    private readonly Option<string> _state = CommonOptions.RequiredState();

    public AliasListCommand(bool isTerminal)
        : base("list", "Lists aliases.")
    {
        Add(_model);
        Add(_state);
        this.Run(isTerminal, ListAsync);
    }

    private async Task<ToolResult> ListAsync(ParseResult parsed, CancellationToken stop)
    {
        using var state = StateFolder.Open(parsed.GetRequiredValue(_state));
        var models = new List<ModelAliases>();
        foreach (var model in parsed.GetValue(_model) is { } one ? [Names.Model(one).ToLowerInvariant()] : state.Models())
            models.Add(new(model, (await state.Edits.ReadAsync(model, stop)).Aliases ?? []));
        return new AliasList(models);
    }
}
