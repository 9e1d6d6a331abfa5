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

    private EnqueueResult? Refuse(QueuedRequest request, int rows, BatchingPolicy policy, long now)
    {
        if (WouldBeLate(request, rows, now)) return EnqueueResult.TooLate;
        if (rows <= policy.MaxQueuedRows && Volatile.Read(ref _extraBytes) + rows * _version.RowBytes <= policy.MaxQueuedBytes) return null;
        return HasPlace ? null : EnqueueResult.Full;
    }

    // Whether a slot is free for each in the queue, which then does not wait but only changes threads.
    private bool HasPlace => Count is var waiting && waiting <= _concurrency
        && waiting + _version.InFlight <= _version.Slots.Length && waiting + _running - _starting <= _concurrency;

    // What is queued behind a known rate and cannot be reached in time would only be refused later.
    private bool WouldBeLate(QueuedRequest request, int rows, long now)
    {
        if (request.Context.Deadline == long.MaxValue) return false;
        if (request.Context.Deadline <= now) return true;
        // Who goes before others does not wait for what is queued.
        if (rows <= _concurrency || _rate.TicksPerRow <= 0 || request.Priority > 0) return false;
        return now + _rate.TicksPerRow * rows + Curve.Expected(Math.Max(1, rows / _concurrency)) > request.Context.Deadline;
    }

    private int Add(QueuedRequest request)
    {
        if (request.Bytes > 0) Interlocked.Add(ref _extraBytes, request.Bytes);
        return (int)(Interlocked.Add(ref _load, OneRequest + request.Rows) & int.MaxValue);
    }

    private void Forget(QueuedRequest request)
    {
        if (request.Bytes > 0) Interlocked.Add(ref _extraBytes, -request.Bytes);
        Interlocked.Add(ref _load, -(OneRequest + request.Rows));
    }
}
