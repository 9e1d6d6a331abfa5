using System.CommandLine;
using System.Security.Cryptography;
using InferenceKit.Cli.CommandLine;
using InferenceKit.Cli.Output;
using InferenceKit.Cli.Publishing;
using InferenceKit.Cli.Signing;

namespace InferenceKit.Cli.Commands;

/// <summary><c>publish REPOSITORY MODEL FILE-OR-FOLDER</c></summary>
internal sealed class PublishCommand : Command
{
    private readonly Argument<string> _repository = new("REPOSITORY") { Description = "The repository's folder; made if need be." };
    private readonly Argument<string> _model = CommonArguments.Model();
    private readonly Argument<string> _source = new("SOURCE") { Description = "A model file, or a folder with all files of the version." };
    private readonly Option<string?> _version = new("--version") { Description = "The version. Default: the number after the highest.", HelpName = "VERSION" };
    private readonly Option<string[]> _samples = new("--sample") { Description = "A sample whose outputs are recorded; may come again.", HelpName = "FILE.json" };
    private readonly Option<string?> _sign = new("--sign") { Description = "A private key that signs the manifest.", HelpName = "KEY.pem" };
    private readonly Option<string?> _dataSet = new("--data-set") { Description = "What the model was trained on.", HelpName = "TEXT" };
    private readonly Option<string?> _commit = new("--commit") { Description = "The commit of the code that made it.", HelpName = "TEXT" };
    private readonly Option<string?> _description = new("--description") { Description = "A text for people.", HelpName = "TEXT" };
    private readonly Option<string[]> _metrics = new("--metric") { Description = "A measure of quality; may come again.", HelpName = "NAME=NUMBER" };
    private readonly Option<string[]> _properties = new("--property") { Description = "A free text; may come again.", HelpName = "NAME=TEXT" };

    public PublishCommand(bool isTerminal)
        : base("publish", "Adds a version with a manifest to a repository: whole or not at all, never over another.")
    {
        foreach (var argument in (Argument[])[_repository, _model, _source]) Add(argument);
        foreach (var option in (Option[])[_version, _samples, _sign, _dataSet, _commit, _description, _metrics, _properties]) Add(option);
        this.Run(isTerminal, PublishAsync);
    }

    private async Task<ToolResult> PublishAsync(ParseResult parsed, CancellationToken stop)
    {
        using var key = parsed.GetValue(_sign) is { } file ? SigningKey.Read(file) : null;
        return await VersionPublisher.PublishAsync(parsed.GetRequiredValue(_repository), Publication(parsed, key), stop);
    }

    private ModelPublication Publication(ParseResult parsed, ECDsa? key) =>
        new(Names.Model(parsed.GetRequiredValue(_model)), parsed.GetRequiredValue(_source))
        {
            Version = parsed.GetValue(_version) is { } version ? Names.Version(version).ToString() : null,
            DataSet = parsed.GetValue(_dataSet),
            Commit = parsed.GetValue(_commit),
            Description = parsed.GetValue(_description),
            Metrics = NamedTexts.ReadNumbers("--metric", parsed.GetValue(_metrics) ?? []),
            Properties = NamedTexts.Read("--property", parsed.GetValue(_properties) ?? []),
            Samples = [.. (parsed.GetValue(_samples) ?? []).Select(SampleFile.Read)],
            SigningKey = key,
        };
}
