namespace InferenceKit.Tests.Child.Fuzzing;

/// <summary>Options and load of a scenario.</summary>
internal sealed record FuzzPlan
{
    public BatchingMode Mode { get; init; }

    public RowDimension DeclaredRows { get; init; }

    public int? MaxBatchSize { get; init; }

    public int? MaxRowsPerRun { get; init; }

    public TimeSpan? MaxQueueDelay { get; init; }

    public int? MaxQueuedRows { get; init; }

    public int MaxConcurrency { get; init; }

    public bool? UseArena { get; init; }

    /// <summary>The model's timeout; null for the default, and infinite for none.</summary>
    public TimeSpan? Timeout { get; init; }

    public int Callers { get; init; }

    public int RequestsOfCaller { get; init; }

    /// <summary>How many versions follow each other while callers send.</summary>
    public int Swaps { get; init; }

    public bool HasShadow { get; init; }

    public bool HasVariant { get; init; }

    /// <summary>Whether its loads are such that requests run on their callers' own threads.</summary>
    public bool IsInline { get; init; }

    /// <summary>Whether another model of the host is called with short deadlines meanwhile.</summary>
    public bool HasNeighbour { get; init; }

    /// <summary>How many of a hundred requests have a short deadline, are cancelled, and block their thread.</summary>
    public int ShortDeadlines { get; init; }

    public int Cancellations { get; init; }

    public int Blocking { get; init; }

    /// <summary>How many of a hundred of the other requests have a deadline that is far off, and a token that nothing cancels.</summary>
    public int LongDeadlines { get; init; }

    public int Tokens { get; init; }

    public bool IsLarge { get; init; }
}
