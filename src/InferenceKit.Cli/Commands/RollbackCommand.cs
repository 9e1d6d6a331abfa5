using System.CommandLine;
using InferenceKit.Cli.Checking;
using InferenceKit.Cli.CommandLine;
using InferenceKit.Cli.Editing;
using InferenceKit.Cli.Output;
using InferenceKit.Cli.Repositories;
using InferenceKit.Cli.State;

namespace InferenceKit.Cli.Commands;

/// <summary><c>rollback MODEL</c></summary>
internal sealed class RollbackCommand : Command
{
    private readonly Argument<string> _model = CommonArguments.Model();
    private readonly Option<string> _state = CommonOptions.RequiredState();
    private readonly Option<string> _repository = CommonOptions.RequiredRepository();
    private readonly Option<string> _selector = CommonOptions.Selector();
    private readonly Option<string?> _by = CommonOptions.By();
    private readonly Option<string?> _reason = CommonOptions.Reason();
    private readonly Option<string?> _lock = CommonOptions.Lock();
    private readonly Option<string[]> _keys = CommonOptions.Keys();
    private readonly Option<bool> _noVerify = CommonOptions.NoVerify();

    public RollbackCommand(bool isTerminal)
        : base("rollback", "Goes back to the version that served before; called again, further back.")
    {
        Add(_model);
        foreach (var option in (Option[])[_state, _repository, _selector, _by, _reason, _lock, _keys, _noVerify]) Add(option);
        this.Run(isTerminal, RollBackAsync);
    }

    private async Task<ToolResult> RollBackAsync(ParseResult parsed, CancellationToken stop)
    {
        var selector = Names.Selector(parsed.GetRequiredValue(_selector));
        using var repository = RepositoryFolder.Open(parsed.GetRequiredValue(_repository));
        using var state = StateFolder.Open(parsed.GetRequiredValue(_state));
        using var checker = parsed.GetValue(_noVerify) ? null : new VersionChecker(CheckRules.Read(parsed.GetValue(_lock), parsed.GetValue(_keys) ?? []));
        var editor = new StateEditor(state, new() { By = parsed.GetValue(_by), Reason = parsed.GetValue(_reason) });
        return await editor.RollBackAsync(repository, parsed.GetRequiredValue(_model), selector, checker, stop);
    }
}
