namespace InferenceKit.DataPlane.Batching;

/// <summary>Decides what runs when, and with how many rows. No other code does. Pure.</summary>
internal static class BatchPolicy
{
    /// <summary>Says what to do in a state.</summary>
    public static BatchDecision Decide(in QueueState state) => state.IsArrival ? OnArrival(state) : OnRunner(state);

    private static BatchDecision OnArrival(in QueueState state) =>
        state.Mode != BatchingMode.Fixed && !state.IsBatching && state.WaitingRows == 0 && state.HasFreeSlot
        && MayRunInline(state.OneRowP99, state.HasOverrun, state.TimeLeft, state.Frequency)
            ? new(BatchAction.RunInline, 1)
            : new(BatchAction.Enqueue);

    /// <summary>
    /// Inline only what is over long before anybody could miss it: under 1 ms, and under a quarter of the time left, in
    /// 99 of 100 runs; a version that once overran its deadline inline does not get another chance.
    /// </summary>
    public static bool MayRunInline(long p99, bool hasOverrun, long timeLeft, long frequency) =>
        p99 < frequency / 1000 && p99 < timeLeft / 4 && !hasOverrun;

    private static BatchDecision OnRunner(in QueueState state)
    {
        if (state.WaitingRows == 0 || state.Running >= state.Concurrency) return new(BatchAction.Wait);
        return state.Mode == BatchingMode.Fixed ? Fixed(state) : Share(state);
    }

    private static BatchDecision Fixed(in QueueState state)
    {
        if (state.WaitingRows >= state.MaxRows) return new(BatchAction.Run, state.MaxRows, Reason: ReleaseReason.Full);
        var release = state.Oldest + state.MaxDelay;
        if (state.Now >= release) return new(BatchAction.Run, state.WaitingRows, Reason: ReleaseReason.Delay);
        // Twice, because what is expected is the median.
        var latest = state.TightestDeadline == long.MaxValue ? long.MaxValue : state.TightestDeadline - 2 * state.ExpectedFull;
        return state.Now >= latest
            ? new(BatchAction.Run, state.WaitingRows, Reason: ReleaseReason.Deadline)
            : new(BatchAction.Wait, Until: Math.Min(release, latest));
    }

    /// <summary>
    /// No run waits for rows that are not there yet, and no slot takes all rows while another has few: each takes its share of what
    /// waits and runs.
    /// </summary>
    private static BatchDecision Share(in QueueState state)
    {
        var most = state.Mode == BatchingMode.Off ? 1 : Math.Max(state.MaxRows, 1);
        var share = (state.WaitingRows + state.RunningRows + state.Concurrency - 1) / state.Concurrency;
        var rows = Math.Min(most, Math.Min(share, state.WaitingRows));
        // More waits than the next runs of all slots take: smaller runs would keep one deadline and miss many. A request that cannot wait for a full run is rejected.
        if (state.IsOverloaded) return new(BatchAction.Run, rows, Reason: ReleaseReason.Full);
        var inTime = RowsInTime(state, rows, most);
        if (inTime < rows) return new(BatchAction.Run, inTime, Reason: ReleaseReason.Deadline);
        if (rows == 1 && state.WaitingRows == 1) return new(BatchAction.Run, 1);
        return new(BatchAction.Run, rows, Reason: rows == most ? ReleaseReason.Full : ReleaseReason.Backlog);
    }

    /// <summary>How many rows are done within half of the tightest deadline's time; one at least.</summary>
    private static int RowsInTime(in QueueState state, int rows, int most)
    {
        if (state.TightestDeadline == long.MaxValue || state.ExpectedFull <= 0) return rows;
        var slack = (state.TightestDeadline - state.Now) / 2;
        // Hopeless: fewer rows would only make the others late as well.
        if (slack < state.ExpectedOne) return rows;
        while (rows > 1 && (double)state.ExpectedFull * rows / most > slack) rows /= 2;
        return rows;
    }
}
