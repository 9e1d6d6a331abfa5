namespace InferenceKit.DataPlane.Execution;

/// <summary>
/// Switches mechanisms of the data plane off, for the report's scenario <c>ablation</c> alone: each of them has to show a gain there. Always on
/// in a host. Not thread-safe: set before the load begins.
/// </summary>
internal static class Mechanisms
{
    /// <summary>The wake-up for deadlines sleeps for parts of a millisecond.</summary>
    public static bool PreciseSleep { get; set; } = true;

    /// <summary>A queue has a part for each core.</summary>
    public static bool QueueShards { get; set; } = true;

    /// <summary>Arrivals go to the queue while callers pile up.</summary>
    public static bool BacklogSwitch { get; set; } = true;

    /// <summary>Long runs leave a core to other models that are being used.</summary>
    public static bool OtherTraffic { get; set; } = true;

    /// <summary>The model with the least thread time for its weight goes first.</summary>
    public static bool StrideScheduling { get; set; } = true;
}
