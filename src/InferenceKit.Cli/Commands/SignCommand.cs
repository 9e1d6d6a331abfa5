using System.CommandLine;
using InferenceKit.Cli.CommandLine;
using InferenceKit.Cli.Output;
using InferenceKit.Cli.Repositories;
using InferenceKit.Cli.Signing;

namespace InferenceKit.Cli.Commands;

/// <summary><c>sign REPOSITORY MODEL VERSION</c></summary>
internal sealed class SignCommand : Command
{
    private readonly Argument<string> _repository = CommonArguments.Repository();
    private readonly Argument<string> _model = CommonArguments.Model();
    private readonly Argument<string> _version = new("VERSION") { Description = "A version with a manifest." };
    private readonly Option<string> _key = new("--key") { Description = "The private key, as PEM.", HelpName = "FILE", Required = true };

    public SignCommand(bool isTerminal)
        : base("sign", "Signs the manifest of a version, once the version has been verified.")
    {
        foreach (var argument in (Argument[])[_repository, _model, _version]) Add(argument);
        Add(_key);
        this.Run(isTerminal, (parsed, stop) => Task.FromResult<ToolResult>(Sign(parsed, stop)));
    }

    private SignatureReport Sign(ParseResult parsed, CancellationToken stop)
    {
        using var repository = RepositoryFolder.Open(parsed.GetRequiredValue(_repository));
        var artifact = repository.Version(repository.Model(parsed.GetRequiredValue(_model)), parsed.GetRequiredValue(_version));
        return VersionSigner.Sign(repository, artifact, parsed.GetRequiredValue(_key), stop);
    }
}
