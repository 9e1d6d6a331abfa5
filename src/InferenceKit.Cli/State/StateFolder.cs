using InferenceKit.Cli.CommandLine;
using InferenceKit.ControlPlane.State;
using Microsoft.Extensions.Logging.Abstractions;

namespace InferenceKit.Cli.State;

/// <summary>The state folder of hosts: read as they read it, and written by the same compare-and-swap.</summary>
internal sealed class StateFolder : IDisposable
{
    private const string Prefix = "model.", Suffix = ".json";

    private readonly string _path;
    private readonly FileModelStateStore _store;

    private StateFolder(string path)
    {
        _path = Path.GetFullPath(path);
        _store = new(_path, null, NullLogger.Instance, TimeProvider.System);
        Edits = new(_store);
    }

    public ModelEditsStore Edits { get; }

    /// <summary>A folder that exists.</summary>
    /// <exception cref="ToolException">It does not exist.</exception>
    public static StateFolder Open(string path)
    {
        var folder = OpenOrMake(path);
        if (Directory.Exists(path)) return folder;
        folder.Dispose();
        throw ToolException.NotFound($"The state folder '{path}' does not exist; the first change makes it.");
    }

    /// <summary>A folder that the first change makes.</summary>
    /// <exception cref="ToolException">The path is blank or a file.</exception>
    public static StateFolder OpenOrMake(string path)
    {
        if (string.IsNullOrWhiteSpace(path)) throw ToolException.Usage("The state folder's path is blank.");
        return File.Exists(path) ? throw ToolException.NotFound($"The state folder '{path}' is a file; it has to be a folder.") : new(path);
    }

    /// <summary>The models that have a state, in lower case, as the store keeps them.</summary>
    public IReadOnlyList<string> Models()
    {
        if (!Directory.Exists(_path)) return [];
        var files = Directory.EnumerateFiles(_path, $"{Prefix}*{Suffix}").Select(f => Path.GetFileName(f));
        return [.. files.Select(f => f[Prefix.Length..^Suffix.Length]).Where(ModelName.IsValid).Order(StringComparer.Ordinal)];
    }

    public void Dispose() => _store.Dispose();
}
