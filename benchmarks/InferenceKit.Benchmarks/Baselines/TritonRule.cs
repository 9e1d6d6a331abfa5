namespace InferenceKit.Benchmarks.Baselines;

/// <summary>
/// Triton's published rule, for an instance that is free: the largest batch there can be goes at once; a preferred one as long as the first
/// row has not waited for its delay; what there is once it has; otherwise it waits for the rest of the delay.
/// </summary>
internal static class TritonRule
{
    /// <param name="settings">The model's settings.</param>
    /// <param name="waiting">Rows in the queue; at least one.</param>
    /// <param name="waited">How long the first of them has waited.</param>
    /// <returns>How many rows go now; or none, and how long to wait.</returns>
    public static (int Rows, TimeSpan Wait) Decide(TritonSettings settings, int waiting, TimeSpan waited)
    {
        if (waiting >= settings.MaxBatchSize)
            return (settings.MaxBatchSize, default);
        if (waited >= settings.MaxQueueDelay)
            return (waiting, default);
        var preferred = 0;
        foreach (var size in settings.PreferredBatchSizes ?? [])
        {
            if (size <= waiting)
                preferred = Math.Max(preferred, size);
        }

        return preferred > 0 ? (preferred, default) : (0, settings.MaxQueueDelay - waited);
    }
}
