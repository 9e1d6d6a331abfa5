namespace InferenceKit.Serving;

/// <summary>How requests of a model share runs, and how many may wait; validated, immutable.</summary>
internal sealed record BatchingPolicy
{
    public BatchingMode Mode { get; init; }

    /// <summary>Most rows of a shared run; null to leave it to the mode.</summary>
    public int? MaxBatchSize { get; init; }

    /// <summary>Most rows of a shared run: as configured, or what the mode allows.</summary>
    public int MostRows => MaxBatchSize ?? (Mode == BatchingMode.Fixed ? 32 : 1024);

    /// <summary>How long a row waits for others where the mode waits at all.</summary>
    public TimeSpan MaxQueueDelay { get; init; } = TimeSpan.FromMilliseconds(1);

    /// <summary>How long what waits may take to run; <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</summary>
    public TimeSpan MaxQueueTime { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Most rows that wait; null for as many as time and bytes allow.</summary>
    public int? MaxQueuedRows { get; init; }

    /// <summary>How much of the queue requests of low priority may fill.</summary>
    public ShedLevels Shedding { get; init; } = ShedLevels.Default;

    public long MaxQueuedBytes { get; init; } = 256L << 20;
}
