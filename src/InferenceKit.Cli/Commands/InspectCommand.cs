using System.CommandLine;
using InferenceKit.Cli.CommandLine;
using InferenceKit.Cli.Inspecting;
using InferenceKit.Cli.Output;
using InferenceKit.Cli.Repositories;

namespace InferenceKit.Cli.Commands;

/// <summary><c>inspect PATH</c> or <c>inspect REPOSITORY MODEL VERSION</c></summary>
internal sealed class InspectCommand : Command
{
    private readonly Argument<string[]> _what = new("PATH")
    {
        Description = "A model file, or a version's folder; or three arguments: REPOSITORY MODEL VERSION.",
        Arity = new(1, 3),
    };

    public InspectCommand(bool isTerminal)
        : base("inspect", "Shows signature, metadata, files, manifest and digest of a version or a model file.")
    {
        Add(_what);
        this.Run(isTerminal, (parsed, stop) => Task.FromResult<ToolResult>(Inspect(parsed.GetRequiredValue(_what), stop)));
    }

    private static InspectedVersion Inspect(string[] what, CancellationToken stop)
    {
        if (what is [var path])
        {
            using var named = VersionSource.Of(path, stop);
            return VersionInspector.Inspect(named, stop);
        }
        if (what is not [var root, var model, var version]) throw ToolException.Usage("One path is expected, or REPOSITORY MODEL VERSION.");
        using var repository = RepositoryFolder.Open(root);
        using var source = VersionSource.Of(repository, repository.Version(repository.Model(model), version), stop);
        return VersionInspector.Inspect(source, stop);
    }
}
