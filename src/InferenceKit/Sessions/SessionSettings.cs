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

    /// <summary>Whether runs allocate from an arena of the session; null to find out which is faster, and until then as true.</summary>
    public bool? UseArena { get; init; }

    /// <summary>The most memory that the arena takes for runs, in bytes; null for no limit.</summary>
    public long? MaxArenaBytes { get; init; }

    /// <summary>Whether failures of runs and log lines repeat ONNX Runtime's own texts, which may contain values of inputs.</summary>
    public bool IncludeRuntimeErrorText { get; init; }

    /// <summary>Fixed sizes for named dynamic dimensions.</summary>
    public IReadOnlyDictionary<string, long> FreeDimensions { get; init; } = new Dictionary<string, long>();

    /// <summary>Whether the first dimension counts rows.</summary>
    public RowDimension Rows { get; init; }

    /// <summary>Raw entries, from code only.</summary>
    public IReadOnlyDictionary<string, string> SessionEntries { get; init; } = new Dictionary<string, string>();

    /// <summary>Compares contents, so that a reload that changes nothing can be told.</summary>
    public bool Equals(SessionSettings? other) =>
        other is not null && Provider == other.Provider && Threads == other.Threads && AllowSpinning == other.AllowSpinning
        && GraphOptimization == other.GraphOptimization && UseArena == other.UseArena && MaxArenaBytes == other.MaxArenaBytes && Rows == other.Rows
        && IncludeRuntimeErrorText == other.IncludeRuntimeErrorText
        && SameEntries(ProviderOptions, other.ProviderOptions)
        && SameEntries(FreeDimensions, other.FreeDimensions)
        && SameEntries(SessionEntries, other.SessionEntries);

    public override int GetHashCode() => HashCode.Combine(Provider, Threads, AllowSpinning, GraphOptimization, UseArena, MaxArenaBytes, Rows);

    private static bool SameEntries<T>(IReadOnlyDictionary<string, T> one, IReadOnlyDictionary<string, T> other) =>
        one.Count == other.Count
        && one.All(entry => other.TryGetValue(entry.Key, out var value) && EqualityComparer<T>.Default.Equals(value, entry.Value));
}
