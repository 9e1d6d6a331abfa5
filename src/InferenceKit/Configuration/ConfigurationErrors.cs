namespace InferenceKit.Configuration;

/// <summary>Collects every problem of one reading, each with the full path of its key. Used by one thread.</summary>
internal sealed class ConfigurationErrors
{
    private readonly List<string> _all = [];

    /// <summary>In the order in which they were found.</summary>
    public IReadOnlyList<string> All => _all;

    public bool Any => _all.Count > 0;

    public void Add(string path, string problem) => Add($"{path}: {problem}{(problem.EndsWith('?') ? "" : ".")}");

    public void Add(string message)
    {
        // A bad default is found once for each model that uses it, and reported once.
        if (!_all.Contains(message)) _all.Add(message);
    }
}
