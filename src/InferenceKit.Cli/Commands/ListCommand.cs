using System.CommandLine;
using InferenceKit.Cli.Checking;
using InferenceKit.Cli.CommandLine;
using InferenceKit.Cli.Listing;
using InferenceKit.Cli.Output;
using InferenceKit.Cli.Repositories;

namespace InferenceKit.Cli.Commands;

/// <summary><c>list REPOSITORY [MODEL]</c></summary>
internal sealed class ListCommand : Command
{
    private readonly Argument<string> _repository = CommonArguments.Repository();
    private readonly Argument<string?> _model = CommonArguments.OptionalModel();
    private readonly Option<string?> _lock = CommonOptions.Lock();
    private readonly Option<bool> _digests = new("--digests") { Description = "Read every file and compute the digests." };

    public ListCommand(bool isTerminal)
        : base("list", "Lists models and versions of a repository.")
    {
        Add(_repository);
        Add(_model);
        Add(_lock);
        Add(_digests);
        this.Run(isTerminal, (parsed, stop) =>
        {
            using var repository = RepositoryFolder.Open(parsed.GetRequiredValue(_repository));
            var pins = parsed.GetValue(_lock) is { } file ? PinnedVersions.Read(file).Lock : null;
            return Task.FromResult<ToolResult>(new RepositoryLister(repository, pins, parsed.GetValue(_digests)).List(parsed.GetValue(_model), stop));
        });
    }
}
