using System.CommandLine;
using InferenceKit.Cli.Checking;
using InferenceKit.Cli.CommandLine;
using InferenceKit.Cli.Output;
using InferenceKit.Cli.Repositories;
using InferenceKit.Cli.Verifying;

namespace InferenceKit.Cli.Commands;

/// <summary><c>verify REPOSITORY [MODEL [VERSION]]</c></summary>
internal sealed class VerifyCommand : Command
{
    private readonly Argument<string> _repository = CommonArguments.Repository();
    private readonly Argument<string?> _model = CommonArguments.OptionalModel();
    private readonly Argument<string?> _version = CommonArguments.OptionalVersion();
    private readonly Option<string?> _lock = CommonOptions.Lock();
    private readonly Option<string[]> _keys = CommonOptions.Keys();

    public VerifyCommand(bool isTerminal)
        : base("verify", "Checks digests, manifests, signatures, the lock file and samples; loads every version.")
    {
        foreach (var argument in (Argument[])[_repository, _model, _version]) Add(argument);
        Add(_lock);
        Add(_keys);
        this.Run(isTerminal, (parsed, stop) => Task.FromResult<ToolResult>(Verify(parsed, stop)));
    }

    private VerificationReport Verify(ParseResult parsed, CancellationToken stop)
    {
        using var repository = RepositoryFolder.Open(parsed.GetRequiredValue(_repository));
        using var verifier = new RepositoryVerifier(repository, CheckRules.Read(parsed.GetValue(_lock), parsed.GetValue(_keys) ?? []));
        return verifier.Verify(parsed.GetValue(_model), parsed.GetValue(_version), stop);
    }
}
