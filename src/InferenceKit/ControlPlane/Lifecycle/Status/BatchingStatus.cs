
namespace InferenceKit;

/// <summary>What has been learnt of how long a version's runs take, and what waits for it. Immutable.</summary>
public sealed class BatchingStatus
{
    /// <summary>
    /// The cost curve: for each size that runs have had, a power of two, the median time of the last runs of that size. Sizes in ascending
    /// order; empty before the first runs. From one row's runs on their callers' threads, every eighth is counted.
    /// </summary>
    public required IReadOnlyDictionary<int, TimeSpan> RunTimes { get; init; }

    /// <summary>Most rows of a run that requests share now, with <see cref="BatchingMode.Auto"/>; 1 where it does not pay or is not known to.</summary>
    public required int RowsPerRun { get; init; }

    /// <summary>Rows that wait for a slot.</summary>
    public required int WaitingRows { get; init; }

    /// <summary>
    /// Whether rows may share runs now, as far as they do not depend on each other; see <see cref="BatchingOptions.Rows"/>. Default: false.
    /// </summary>
    public bool MayShareRuns { get; init; }

    /// <summary>Why rows may not share runs now, for people; null where they may.</summary>
    public string? WhyNotShared { get; init; }
}
