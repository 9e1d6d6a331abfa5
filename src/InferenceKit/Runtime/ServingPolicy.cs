namespace InferenceKit.Runtime;

/// <summary>What the data plane obeys of a model's configuration; validated, immutable, replaced whole.</summary>
internal sealed record ServingPolicy
{
    /// <summary>Time for one request; <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Most rows of one run on behalf of many rows.</summary>
    public int MaxRowsPerRun { get; init; } = 1024;
}
