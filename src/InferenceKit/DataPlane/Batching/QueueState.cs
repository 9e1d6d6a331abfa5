using System.Runtime.InteropServices;

namespace InferenceKit.DataPlane.Batching;

/// <summary>All that a decision depends on. Times in ticks of the time provider.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct QueueState
{
    public required BatchingMode Mode { get; init; }

    /// <summary>The clock.</summary>
    public required long Now { get; init; }

    /// <summary>Whether this is about a request that has just come and is not in the queue.</summary>
    public bool IsArrival { get; init; }

    /// <summary>An arrival's time until its deadline; <see cref="long.MaxValue"/> for no deadline.</summary>
    public long TimeLeft { get; init; }

    /// <summary>Whether a slot is free.</summary>
    public bool HasFreeSlot { get; init; }

    /// <summary>What 99 of 100 runs of one row keep under.</summary>
    public long OneRowP99 { get; init; }

    /// <summary>Whether an inline run once outlived its caller's deadline.</summary>
    public bool HasOverrun { get; init; }

    /// <summary>Whether callers pile up, so that arrivals go to the queue to share runs.</summary>
    public bool IsBatching { get; init; }

    /// <summary>Rows in the queue.</summary>
    public int WaitingRows { get; init; }

    /// <summary>When the row that has waited longest came.</summary>
    public long Oldest { get; init; }

    /// <summary>The soonest deadline in the queue; <see cref="long.MaxValue"/> for none.</summary>
    public long TightestDeadline { get; init; }

    /// <summary>Runs that may be in flight at a time.</summary>
    public int Concurrency { get; init; }

    /// <summary>Runs that are.</summary>
    public int Running { get; init; }

    /// <summary>Their rows.</summary>
    public int RunningRows { get; init; }

    /// <summary>Most rows that a run may have: the configured size, or the elbow of the cost curve.</summary>
    public int MaxRows { get; init; }

    /// <summary>How long a row waits for others in <see cref="BatchingMode.Fixed"/>.</summary>
    public long MaxDelay { get; init; }

    /// <summary>What a run of the most rows should take.</summary>
    public long ExpectedFull { get; init; }

    /// <summary>What a run of one row should take.</summary>
    public long ExpectedOne { get; init; }

    /// <summary>Whether requests were turned away for their deadlines within the last tenth of a second.</summary>
    public bool IsShedding { get; init; }

    /// <summary>
    /// Whether so much waits that throughput is what keeps deadlines: a full run while others are turned away, or more than the next runs of all
    /// slots take and the tightest deadline has time for.
    /// </summary>
    public bool IsOverloaded => IsShedding
        ? WaitingRows >= Math.Max(MaxRows, 1)
        : TightestDeadline != long.MaxValue && WaitingRows > FullRows && (double)ExpectedFull * WaitingRows / FullRows > TightestDeadline - Now;

    // Of full runs of all slots.
    private long FullRows => (long)Math.Max(MaxRows, 1) * Concurrency;

    /// <summary>Ticks of a second.</summary>
    public required long Frequency { get; init; }
}
