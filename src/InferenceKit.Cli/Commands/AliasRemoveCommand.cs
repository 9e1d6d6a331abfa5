using System.CommandLine;
using InferenceKit.Cli.CommandLine;
using InferenceKit.Cli.Editing;
using InferenceKit.Cli.Output;
using InferenceKit.Cli.State;

namespace InferenceKit.Cli.Commands;

/// <summary><c>alias remove MODEL ALIAS</c></summary>
internal sealed class AliasRemoveCommand : Command
{
    private readonly Argument<string> _model = CommonArguments.Model();
    private readonly Argument<string> _alias = CommonArguments.Alias();
    private readonly Option<string> _state = CommonOptions.RequiredState();
    private readonly Option<string?> _by = CommonOptions.By();
    private readonly Option<string?> _reason = CommonOptions.Reason();

    public AliasRemoveCommand(bool isTerminal)
        : base("remove", "Removes an alias.")
    {
        Add(_model);
        Add(_alias);
        foreach (var option in (Option[])[_state, _by, _reason]) Add(option);
        this.Run(isTerminal, RemoveAsync);
    }

    private async Task<ToolResult> RemoveAsync(ParseResult parsed, CancellationToken stop)
    {
        var alias = Names.Alias(parsed.GetRequiredValue(_alias));
        using var state = StateFolder.Open(parsed.GetRequiredValue(_state));
        var editor = new StateEditor(state, new() { By = parsed.GetValue(_by), Reason = parsed.GetValue(_reason) });
        return await editor.RemoveAliasAsync(parsed.GetRequiredValue(_model), alias, stop);
    }
}
