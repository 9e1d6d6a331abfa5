using InferenceKit.Runtime;

namespace InferenceKit.DataPlane.Batching;

/// <summary>Who may come in, and what is in.</summary>
internal sealed partial class BatchScheduler
{
    /// <summary>About how long until so many more rows would have their turn; zero while it is not known.</summary>
    public TimeSpan RetryAfter()
    {
        lock (_lock)
        {
            var perRow = _rate.TicksPerRow > 0 ? _rate.TicksPerRow : (double)_version.RunTime.P99 / _concurrency;
            return _shared.ToTimeSpan((long)(perRow * Math.Max(Rows, 1)));
        }
    }

    /// <summary>Counts a request as waiting, unless it may not come in.</summary>
    private bool TryAnnounce(QueuedRequest request, BatchingPolicy policy, bool isMoved, long now, out EnqueueResult refusal)
    {
        if (request.Priority != 0) _queue.NotePriority();
        if (request.Bytes > 0) Interlocked.Add(ref _extraBytes, request.Bytes);
        var rowsNear = _queue.Near.Announce(request);
        refusal = EnqueueResult.Waits;
        if (isMoved || IsSurelyWelcome(request, rowsNear, policy, now) || Refuse(request, policy, now) is not { } reason) return true;
        Forget(request);
        refusal = reason;
        return false;
    }

    // To look at the other cores' parts costs as much as all the rest of coming in, so it is done only where it may matter: while no part is
    // more than its share of what may wait. Who exceeds it says so first and then counts; who has not seen that was counted.
    private bool IsSurelyWelcome(QueuedRequest request, int rowsNear, BatchingPolicy policy, long now)
    {
        // Who may fill but a part of the queue needs to know all of it.
        if (policy.Shedding.PartFor(request.Priority) < 1) return false;
        var rows = (long)rowsNear * _queue.Parts;
        if (rows > policy.MaxQueuedRows || rows * _version.RowBytes > policy.MaxQueuedBytes - Volatile.Read(ref _extraBytes))
        {
            Volatile.Write(ref _isCrowded, true);
            Interlocked.MemoryBarrier();
            return false;
        }
        return !Volatile.Read(ref _isCrowded)
            && (request.Context.Deadline == long.MaxValue || request.Context.Deadline - now > Volatile.Read(ref _longestWait));
    }

    // Some part may be more than its share.
    private bool _isCrowded;
    // Behind as many rows as may wait; unknown at first.
    private long _longestWait = long.MaxValue;

    private void UpdateCrowd(BatchingPolicy policy)
    {
        if (_isCrowded && Rows is var rows && (long)rows * _queue.Parts <= policy.MaxQueuedRows && rows * _queue.Parts * _version.RowBytes <= policy.MaxQueuedBytes / 2)
            Volatile.Write(ref _isCrowded, false);
        if (_rate.TicksPerRow <= 0) return;
        var longest = (long)(2 * _rate.TicksPerRow * policy.MaxQueuedRows) + Curve.Expected(Math.Max(1, policy.MaxQueuedRows / _concurrency));
        // A write that changes little would only be in the way of all who read it.
        if (_longestWait == long.MaxValue || longest > _longestWait || longest < _longestWait / 2) Volatile.Write(ref _longestWait, longest);
    }

    private EnqueueResult? Refuse(QueuedRequest request, BatchingPolicy policy, long now)
    {
        var rows = Rows;
        if (WouldBeLate(request, rows, now))
        {
            NoteShed(now);
            return EnqueueResult.TooLate;
        }
        var part = policy.Shedding.PartFor(request.Priority);
        if (rows <= part * policy.MaxQueuedRows && Volatile.Read(ref _extraBytes) + rows * _version.RowBytes <= part * policy.MaxQueuedBytes) return null;
        return HasPlace ? null : EnqueueResult.Full;
    }

    // Requests are turned away for their deadlines.
    private long _shedsUntil;

    private bool IsShedding(long now) => now < Volatile.Read(ref _shedsUntil);

    private void NoteShed(long now)
    {
        var until = now + _shared.Frequency / 10;
        // Not with each: all read it.
        if (until - Volatile.Read(ref _shedsUntil) > _shared.Frequency / 100) Volatile.Write(ref _shedsUntil, until);
    }

    // Whether a slot is free for each in the queue, which then does not wait but only changes threads.
    private bool HasPlace => _queue.Count is var waiting && waiting <= _concurrency
        && waiting + _version.InFlight <= _version.Slots.Length && waiting + _running - _starting <= _concurrency;

    // What is queued behind a known rate and cannot be reached in time would only be refused later.
    private bool WouldBeLate(QueuedRequest request, int rows, long now)
    {
        if (request.Context.Deadline == long.MaxValue) return false;
        if (request.Context.Deadline <= now) return true;
        // Who goes before others does not wait for what is queued.
        if (rows <= _concurrency || _rate.TicksPerRow <= 0 || request.Priority > 0) return false;
        // Behind what waits, the runs in flight, half of them done, and its own; and a tenth more, or those at the brim are late. Once some are
        // turned away there is no lack of rows: a shorter queue costs nothing, and whoever is in it is answered in time however uneven runs are.
        var wait = (IsShedding(now) ? 2 : 1.1) * _rate.TicksPerRow * rows;
        var run = 1.5 * Curve.Expected(Math.Clamp(rows / _concurrency, 1, RowsPerRun));
        return now + wait + run > request.Context.Deadline;
    }

    private void Forget(QueuedRequest request)
    {
        if (request.Bytes > 0) Interlocked.Add(ref _extraBytes, -request.Bytes);
        request.Shard!.Forget(request);
    }
}
