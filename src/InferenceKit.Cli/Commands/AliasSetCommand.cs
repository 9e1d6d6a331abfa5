using System.CommandLine;
using InferenceKit.Cli.Checking;
using InferenceKit.Cli.CommandLine;
using InferenceKit.Cli.Editing;
using InferenceKit.Cli.Output;
using InferenceKit.Cli.Repositories;
using InferenceKit.Cli.State;

namespace InferenceKit.Cli.Commands;

/// <summary><c>alias set MODEL ALIAS VERSION</c></summary>
internal sealed class AliasSetCommand : Command
{
    private readonly Argument<string> _model = CommonArguments.Model();
    private readonly Argument<string> _alias = CommonArguments.Alias();
    private readonly Argument<string> _version = new("VERSION") { Description = "A version in the repository." };
    private readonly Option<string> _state = CommonOptions.RequiredState();
    private readonly Option<string> _repository = CommonOptions.RequiredRepository();
    private readonly Option<string?> _expect = new("--expect") { Description = "Only if the alias is this version before.", HelpName = "VERSION" };
    private readonly Option<string?> _by = CommonOptions.By();
    private readonly Option<string?> _reason = CommonOptions.Reason();
    private readonly Option<string?> _lock = CommonOptions.Lock();
    private readonly Option<string[]> _keys = CommonOptions.Keys();
    private readonly Option<bool> _noVerify = CommonOptions.NoVerify();

    public AliasSetCommand(bool isTerminal)
        : base("set", "Points an alias at a version, once it is known to load.")
    {
        foreach (var argument in (Argument[])[_model, _alias, _version]) Add(argument);
        foreach (var option in (Option[])[_state, _repository, _expect, _by, _reason, _lock, _keys, _noVerify]) Add(option);
        this.Run(isTerminal, SetAsync);
    }

    private async Task<ToolResult> SetAsync(ParseResult parsed, CancellationToken stop)
    {
        var alias = Names.Alias(parsed.GetRequiredValue(_alias));
        using var repository = RepositoryFolder.Open(parsed.GetRequiredValue(_repository));
        using var state = StateFolder.OpenOrMake(parsed.GetRequiredValue(_state));
        using var checker = parsed.GetValue(_noVerify) ? null : new VersionChecker(CheckRules.Read(parsed.GetValue(_lock), parsed.GetValue(_keys) ?? []));
        var editor = new StateEditor(state, new() { By = parsed.GetValue(_by), Reason = parsed.GetValue(_reason) });
        return await editor.SetAliasAsync(
            repository, parsed.GetRequiredValue(_model), alias, parsed.GetRequiredValue(_version), parsed.GetValue(_expect), checker, stop);
    }
}
