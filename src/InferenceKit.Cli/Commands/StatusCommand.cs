using System.CommandLine;
using InferenceKit.Cli.Checking;
using InferenceKit.Cli.CommandLine;
using InferenceKit.Cli.Output;
using InferenceKit.Cli.Reporting;
using InferenceKit.Cli.Repositories;
using InferenceKit.Cli.State;

namespace InferenceKit.Cli.Commands;

/// <summary><c>status REPOSITORY [MODEL]</c></summary>
internal sealed class StatusCommand : Command
{
    private readonly Argument<string> _repository = CommonArguments.Repository();
    private readonly Argument<string?> _model = CommonArguments.OptionalModel();
    private readonly Option<string?> _state = CommonOptions.State();
    private readonly Option<string?> _lock = CommonOptions.Lock();
    private readonly Option<bool> _requireLock = new("--require-lock") { Description = "The hosts serve only what is locked (Trust:RequireLock)." };
    private readonly Option<string> _selector = CommonOptions.Selector();
    private readonly Option<int> _audit = new("--audit") { Description = "How many of the last changes of each model are shown.", HelpName = "COUNT", DefaultValueFactory = _ => 5 };

    public StatusCommand(bool isTerminal)
        : base("status", "Tells what hosts with a repository and a state would serve.")
    {
        Add(_repository);
        Add(_model);
        Add(_state);
        Add(_lock);
        Add(_requireLock);
        Add(_selector);
        Add(_audit);
        this.Run(isTerminal, ReportAsync);
    }

    private async Task<ToolResult> ReportAsync(ParseResult parsed, CancellationToken stop)
    {
        var selector = Names.Selector(parsed.GetRequiredValue(_selector));
        using var repository = RepositoryFolder.Open(parsed.GetRequiredValue(_repository));
        var path = parsed.GetValue(_state);
        using var state = path is null ? null : StateFolder.Open(path);
        var pins = parsed.GetValue(_lock) is { } file ? PinnedVersions.Read(file) : null;
        if (parsed.GetValue(_requireLock) && pins is null) throw ToolException.Usage("--require-lock needs --lock.");
        var reporter = new RepositoryReporter(repository, state, selector, new(pins, parsed.GetValue(_requireLock)), Math.Max(0, parsed.GetValue(_audit)));
        return await reporter.ReportAsync(parsed.GetValue(_model), path is null ? null : Path.GetFullPath(path), stop);
    }
}
