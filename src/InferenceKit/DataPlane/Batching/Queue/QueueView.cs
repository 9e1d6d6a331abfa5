using InferenceKit.DataPlane.Batching.Admission;
using InferenceKit.DataPlane.Batching.Sizing;

namespace InferenceKit.DataPlane.Batching.Queue;

/// <summary>The states of a queue that <see cref="BatchPolicy"/> decides on. Used under the scheduler's lock.</summary>
internal sealed class QueueView(QueueShards queue, QueueAdmission admission, RunPlan plan, BacklogSwitch backlog, int concurrency, BatchServices shared)
{
    /// <summary>Opens what a runner may take from: with a queue delay, which is counted from the oldest of all, every part; otherwise this core's.</summary>
    public void Open(long now)
    {
        if (plan.Policy.Batching.Mode == BatchingMode.Fixed) queue.OpenAll(now);
        else queue.OpenNear(queue.Near, now);
    }

    /// <summary>The state for a runner that asks what to run.</summary>
    /// <param name="now">The clock.</param>
    /// <param name="running">Runs in flight beside it.</param>
    /// <param name="runningRows">Their rows.</param>
    /// <param name="onlySorted">Whether rows that were not sorted in do not count.</param>
    public QueueState ForRunner(long now, int running, int runningRows, bool onlySorted = false)
    {
        var policy = plan.Policy.Batching;
        // A row that is announced may be put in only after this run was formed. With a queue delay it would count as the row that fills the
        // run, and then wait alone for its whole delay. Without one, a run that is a row smaller than expected costs nothing.
        var waitingRows = onlySorted || policy.Mode == BatchingMode.Fixed ? queue.SortedRows : queue.Rows;
        var most = plan.SharedRows(policy);
        return new()
        {
            Mode = policy.Mode,
            Now = now,
            WaitingRows = waitingRows,
            Oldest = policy.Mode == BatchingMode.Fixed ? queue.Oldest() : 0,
            TightestDeadline = queue.TightestOfNext(),
            Concurrency = concurrency,
            Running = running,
            RunningRows = runningRows,
            IsShedding = admission.IsShedding(now),
            MaxRows = most,
            MaxDelay = (long)(policy.MaxQueueDelay.TotalSeconds * shared.Frequency),
            ExpectedFull = plan.Curve.Expected(most),
            ExpectedOne = plan.Curve.Expected(1),
            Frequency = shared.Frequency,
        };
    }

    /// <summary>Whether arrivals may run at once on their callers' threads: what of that decision is the same for all that come from now on.</summary>
    public bool LetsArrivalsRun(long now) => BatchPolicy.Decide(new QueueState
    {
        IsArrival = true,
        Mode = plan.Policy.Batching.Mode,
        IsBatching = backlog.IsOn,
        WaitingRows = queue.Rows,
        HasFreeSlot = true,
        TimeLeft = long.MaxValue,
        Now = now,
        Frequency = shared.Frequency,
    }).Action == BatchAction.RunInline;
}
