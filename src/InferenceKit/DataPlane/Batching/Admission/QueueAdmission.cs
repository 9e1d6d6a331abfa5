using InferenceKit.DataPlane.Batching.Queue;
using InferenceKit.Serving;

namespace InferenceKit.DataPlane.Batching.Admission;

/// <summary>
/// Decides which requests may wait for a version: as many as the time that their rows take and their bytes allow, and none that would be
/// late. Thread-safe; what it learns is updated under the scheduler's lock.
/// </summary>
internal sealed class QueueAdmission(ServedVersion version, QueueShards queue, DrainRate rate, CostCurve curve, int concurrency, BatchServices shared)
{
    // What a request takes beside its input.
    private const long RequestBytes = 512;
    // As many rows for each slot may always wait: rows that take seconds would not be let in at all.
    private const int Few = 8;

    private long _extraBytes;
    // Some part of the queue may be more than its share.
    private bool _isCrowded;
    // Behind as many rows as may wait; unknown at first.
    private long _longestWait = long.MaxValue;
    // Until then requests are turned away for their deadlines.
    private long _shedsUntil;

    public bool IsShedding(long now) => now < Volatile.Read(ref _shedsUntil);

    /// <summary>Counts a request as waiting, before it is known whether it may come in.</summary>
    /// <returns>The rows in its part of the queue, its own included.</returns>
    public int Announce(QueuedRequest request)
    {
        if (request.Priority != 0) queue.NotePriority();
        if (request.Size.ExtraBytes > 0) Interlocked.Add(ref _extraBytes, request.Size.ExtraBytes);
        request.CountedRows = request.HasIndependentRows ? 1 : request.Range.Count;
        return queue.Near.Announce(request);
    }

    /// <summary>It has left, or does not come in.</summary>
    public void Forget(QueuedRequest request)
    {
        ForgetBytes(request);
        request.Shard!.Forget(request);
    }

    /// <summary>It was taken; its part of the queue counts its rows by itself.</summary>
    public void ForgetBytes(QueuedRequest request)
    {
        if (request.Size.ExtraBytes > 0) Interlocked.Add(ref _extraBytes, -request.Size.ExtraBytes);
    }

    /// <summary>
    /// Why a request that was announced may not come in; null where it may. To look at the other cores' parts of the queue costs as much as
    /// all the rest of coming in, so it is done only where it may matter: while no part is more than its share of what may wait. A request
    /// that exceeds it says so first and then counts; one that has not seen that was counted.
    /// </summary>
    public EnqueueResult? FindRefusal(QueuedRequest request, int rowsNear, BatchingPolicy policy, long now)
    {
        var part = policy.Shedding.PartFor(request.Priority);
        var most = MostRows(policy);
        var rows = (long)rowsNear * queue.Parts;
        if (rows > most || BytesOf(rows) > policy.MaxQueuedBytes - Volatile.Read(ref _extraBytes))
        {
            Volatile.Write(ref _isCrowded, true);
            Interlocked.MemoryBarrier();
        }
        // A request that may fill but a part of the queue needs to know all of it.
        else if (part >= 1 && !Volatile.Read(ref _isCrowded) && (request.Context.Deadline == long.MaxValue || request.Context.Deadline - now > Volatile.Read(ref _longestWait)))
            return null;
        rows = queue.Rows;
        if (WouldBeLate(request, (int)rows, policy, now))
        {
            NoteShed(now);
            return EnqueueResult.TooLate;
        }
        return rows <= part * most && Volatile.Read(ref _extraBytes) + BytesOf(rows) <= part * policy.MaxQueuedBytes ? null : EnqueueResult.Full;
    }

    /// <summary>About how long until so many rows have run; zero while it is not known. Under the scheduler's lock.</summary>
    public TimeSpan RetryAfter(int rows)
    {
        var perRow = rate.TicksPerRow > 0 ? rate.TicksPerRow : (double)version.RunTime.P99 / concurrency;
        return shared.ToTimeSpan((long)(perRow * Math.Max(rows, 1)));
    }

    /// <summary>Rows were taken. Under the scheduler's lock.</summary>
    public void Update(BatchingPolicy policy)
    {
        var most = MostRows(policy);
        if (_isCrowded && queue.Rows is var rows && (long)rows * queue.Parts <= most && BytesOf((long)rows * queue.Parts) <= policy.MaxQueuedBytes / 2)
            Volatile.Write(ref _isCrowded, false);
        if (rate.TicksPerRow <= 0) return;
        var longest = (long)Math.Min(2 * rate.TicksPerRow * most, long.MaxValue / 4) + curve.Expected(Math.Max(1, most / concurrency));
        // A write that changes little would only be in the way of all that read it.
        if (_longestWait == long.MaxValue || longest > _longestWait || longest < _longestWait / 2) Volatile.Write(ref _longestWait, longest);
    }

    private long BytesOf(long rows) => rows * (version.RowBytes + RequestBytes);

    private int MostRows(BatchingPolicy policy)
    {
        var most = policy.MaxQueuedRows ?? int.MaxValue;
        var perRow = rate.TicksPerRow;
        if (perRow <= 0 || policy.MaxQueueTime < TimeSpan.Zero) return most;
        return (int)Math.Min(most, Math.Max(Few * concurrency, policy.MaxQueueTime.TotalSeconds * shared.Frequency / perRow));
    }

    // What is queued behind a known rate and cannot be reached in time would only be refused later.
    private bool WouldBeLate(QueuedRequest request, int rows, BatchingPolicy policy, long now)
    {
        if (request.Context.Deadline == long.MaxValue) return false;
        if (request.Context.Deadline <= now) return true;
        // A request that goes before others does not wait for what is queued.
        if (rows <= concurrency || rate.TicksPerRow <= 0 || request.Priority > 0) return false;
        // Behind what waits, the runs in flight, half of them done, and its own; and a tenth more, or those at the brim are late. Once some are
        // turned away there is no lack of rows: a shorter queue costs nothing, and what is in it is answered in time however uneven runs are.
        var wait = (IsShedding(now) ? 2 : 1.1) * rate.TicksPerRow * rows;
        var run = 1.5 * curve.Expected(Math.Clamp(rows / concurrency, 1, policy.Mode == BatchingMode.Off ? 1 : policy.MostRows));
        return now + wait + run > request.Context.Deadline;
    }

    private void NoteShed(long now)
    {
        var until = now + shared.Frequency / 10;
        // Not with each: all read it.
        if (until - Volatile.Read(ref _shedsUntil) > shared.Frequency / 100) Volatile.Write(ref _shedsUntil, until);
    }
}
