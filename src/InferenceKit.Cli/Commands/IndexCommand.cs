using System.CommandLine;
using InferenceKit.Cli.CommandLine;
using InferenceKit.Cli.Indexing;
using InferenceKit.Cli.Output;
using InferenceKit.Cli.Repositories;
using InferenceKit.ControlPlane.Repository.Http;

namespace InferenceKit.Cli.Commands;

/// <summary><c>index REPOSITORY</c></summary>
internal sealed class IndexCommand : Command
{
    private readonly Argument<string> _repository = CommonArguments.Repository();

    public IndexCommand(bool isTerminal)
        : base("index", $"Writes {RepositoryIndex.FileName}, with which a copy of the folder on any web server is a repository.")
    {
        Add(_repository);
        this.Run(isTerminal, WriteAsync);
    }

    private async Task<ToolResult> WriteAsync(ParseResult parsed, CancellationToken stop)
    {
        using var repository = RepositoryFolder.Open(parsed.GetRequiredValue(_repository));
        var index = await RepositoryIndex.WriteAsync(repository.Path, stop);
        return WrittenIndex.Of(Path.Combine(repository.Path, RepositoryIndex.FileName), index);
    }
}
