using System.CommandLine;
using InferenceKit.Cli.CommandLine;
using InferenceKit.Cli.Locking;
using InferenceKit.Cli.Output;
using InferenceKit.Cli.Repositories;
using InferenceKit.Configuration;

namespace InferenceKit.Cli.Commands;

/// <summary><c>lock REPOSITORY [MODEL...]</c></summary>
internal sealed class LockCommand : Command
{
    private readonly Argument<string> _repository = CommonArguments.Repository();
    private readonly Argument<string[]> _models = new("MODELS") { Description = "These models only.", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<string> _file = new("--file")
    {
        Description = "The lock file.",
        HelpName = "FILE",
        DefaultValueFactory = _ => TrustSettings.DefaultLockFile,
    };

    private readonly Option<bool> _check = new("--check") { Description = "Write nothing; end with 3 where the file is not up to date." };
    private readonly Option<bool> _prune = new("--prune") { Description = "Unpin versions that are no longer there." };
    private readonly Option<bool> _allowChanges = new("--allow-changes") { Description = "Pin the new content of versions that are pinned otherwise." };

    public LockCommand(bool isTerminal)
        : base("lock", "Pins the digests of a repository's versions in a lock file.")
    {
        Add(_repository);
        Add(_models);
        foreach (var option in (Option[])[_file, _check, _prune, _allowChanges]) Add(option);
        this.Run(isTerminal, LockAsync);
    }

    private async Task<ToolResult> LockAsync(ParseResult parsed, CancellationToken stop)
    {
        using var repository = RepositoryFolder.Open(parsed.GetRequiredValue(_repository));
        var (file, check, prune) = (Path.GetFullPath(parsed.GetRequiredValue(_file)), parsed.GetValue(_check), parsed.GetValue(_prune));
        var named = parsed.GetValue(_models) ?? [];
        // One that is gone may be named to lose its pins.
        if (!prune) named = [.. named.Select(repository.Model)];
        var options = new ModelLockOptions
        {
            Models = named.Length == 0 ? null : named,
            // A check tells of every change, and writes none.
            AllowChanges = check || parsed.GetValue(_allowChanges),
            Prune = prune,
            DryRun = check,
        };
        try
        {
            var changes = await ModelLockFile.UpdateAsync(repository.Path, file, options, stop);
            return new LockReport(file, changes.Count > 0 && !check, changes.Count == 0 || !check, [.. changes.Select(LockChange.Of)]);
        }
        catch (InvalidOperationException e)
        {
            throw new ToolException(ExitCode.NotVerified, e.Message);
        }
    }
}
