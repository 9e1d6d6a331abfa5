namespace InferenceKit.Testing.Faults;

/// <summary>A rule that is switched on, with the count of its decisions. Thread-safe.</summary>
internal sealed class ActiveFault(FaultRule rule, ulong stream)
{
    private readonly ModelVersion? _version = rule.Version is { } version ? ModelVersion.Parse(version) : null;
    private ulong _decisions;

    public FaultRule Rule => rule;

    public FaultKind Kind => rule.Kind;

    /// <summary>Whether it is about loads or the repository, not about runs.</summary>
    public bool IsOfSources => Kind is FaultKind.LoadFailure or FaultKind.RepositoryOutage;

    /// <summary>The start of the random numbers for its decisions.</summary>
    public ulong Stream => stream;

    /// <summary>
    /// Set while the rule does not act, so that runs that wait for it go on. Never disposed: a run may wait on it at this moment.
    /// </summary>
    public ManualResetEvent Off { get; } = new(false);

    /// <summary>Whether the rule covers this model and version; null is a version that is not known yet.</summary>
    public bool Covers(string model, ModelVersion? version) =>
        (rule.Model is null || ModelName.Comparer.Equals(rule.Model, model)) && (_version is null || _version == version);

    /// <summary>Decides once more: the n-th answer is always the same.</summary>
    // The answer follows from the count alone. So runs on many threads need no lock, and no decision is used twice.
    public bool Decide() => FaultChance.IsHit(stream, Interlocked.Increment(ref _decisions), rule.Rate);
}
