namespace InferenceKit.Sessions;

/// <summary>How a session is made; the validated form of the execution options.</summary>
internal sealed record SessionSettings
{
    /// <summary>The execution provider's short name, as in "cpu" or "cuda".</summary>
    public string Provider { get; init; } = "cpu";

    public IReadOnlyDictionary<string, string> ProviderOptions { get; init; } = new Dictionary<string, string>();

    /// <summary>Threads within one run.</summary>
    public int Threads { get; init; } = 1;

    public bool AllowSpinning { get; init; }

    public GraphOptimization GraphOptimization { get; init; } = GraphOptimization.All;

    /// <summary>Whether runs allocate from an arena of the session.</summary>
    public bool UseArena { get; init; } = true;

    /// <summary>Fixed sizes for named dynamic dimensions.</summary>
    public IReadOnlyDictionary<string, long> FreeDimensions { get; init; } = new Dictionary<string, long>();

    /// <summary>Raw entries, from code only.</summary>
    public IReadOnlyDictionary<string, string> SessionEntries { get; init; } = new Dictionary<string, string>();
}
