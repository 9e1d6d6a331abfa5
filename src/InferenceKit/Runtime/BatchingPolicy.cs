namespace InferenceKit.Runtime;

/// <summary>How requests of a model share runs, and how many may wait; validated, immutable.</summary>
internal sealed record BatchingPolicy
{
    public BatchingMode Mode { get; init; }

    /// <summary>Most rows of a shared run; null to leave it to the mode.</summary>
    public int? MaxBatchSize { get; init; }

    /// <summary>How long a row waits for others where the mode waits at all.</summary>
    public TimeSpan MaxQueueDelay { get; init; } = TimeSpan.FromMilliseconds(1);

    public int MaxQueuedRows { get; init; } = 4096;

    public long MaxQueuedBytes { get; init; } = 256L << 20;
}
