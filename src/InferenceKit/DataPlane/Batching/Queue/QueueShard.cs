using InferenceKit.Serving;

namespace InferenceKit.DataPlane.Batching.Queue;

/// <summary>
/// The part of a queue that one core's callers put their requests into. They come in without a lock; what has come in is sorted in under the
/// scheduler's lock.
/// </summary>
internal sealed class QueueShard(long frequency)
{
    private const long OneRequest = 1L << 32;

    // Requests in the upper half, their rows in the lower: one write for each that comes.
    private PaddedLong _load;
    // The newest that has not been sorted in; each knows the one before.
    private QueuedRequest? _arrived;
    // Taken out of the lanes, and still counted.
    private long _taken;

    /// <summary>What has been sorted in. Under the scheduler's lock.</summary>
    public WaitingRequests Waiting { get; } = new(frequency);

    /// <summary>When it was last sorted. A request that is not in <see cref="Waiting"/> has come since. Under the scheduler's lock.</summary>
    public long SortedAt { get; private set; }

    public bool IsEmpty => Volatile.Read(ref _load.Value) == 0;

    /// <summary>Rows that wait, those included that are about to come in.</summary>
    public int Rows => (int)(Volatile.Read(ref _load.Value) & int.MaxValue);

    /// <summary>Requests that wait, those included that are about to come in.</summary>
    public int Count => (int)(Volatile.Read(ref _load.Value) >> 32);

    public bool HasArrivals => Volatile.Read(ref _arrived) is not null;

    /// <summary>Counts a request, before it is known whether it may come in. A full fence.</summary>
    /// <returns>The rows here, its own included.</returns>
    public int Announce(QueuedRequest request)
    {
        request.Shard = this;
        return (int)(Interlocked.Add(ref _load.Value, OneRequest + request.CountedRows) & int.MaxValue);
    }

    /// <summary>It has left, or does not come in.</summary>
    public void Forget(QueuedRequest request) => Interlocked.Add(ref _load.Value, -(OneRequest + request.CountedRows));

    /// <summary>Lets a request in that was announced; from here on it may be anybody's. A full fence.</summary>
    public void Put(QueuedRequest request)
    {
        var before = Volatile.Read(ref _arrived);
        while (true)
        {
            request.Next = before;
            var found = Interlocked.CompareExchange(ref _arrived, request, before);
            if (found == before) return;
            before = found;
        }
    }

    /// <summary>Sorts in the requests that have come. Under the scheduler's lock.</summary>
    public void Sort(long now)
    {
        SortedAt = now;
        if (!HasArrivals) return;
        QueuedRequest? oldest = null;
        for (var request = Interlocked.Exchange(ref _arrived, null); request is not null;)
        {
            var before = request.Next;
            request.Next = oldest;
            (oldest, request) = (request, before);
        }
        while (oldest is not null)
        {
            var next = oldest.Next;
            oldest.Next = null;
            Waiting.Add(oldest);
            oldest = next;
        }
    }

    /// <summary>Takes a request out; it counts until <see cref="EndTaking"/>: one write for all. Under the scheduler's lock.</summary>
    public void Take(QueuedRequest request)
    {
        Waiting.Remove(request);
        _taken += OneRequest + request.CountedRows;
    }

    public void EndTaking()
    {
        if (_taken == 0) return;
        Interlocked.Add(ref _load.Value, -_taken);
        _taken = 0;
    }
}
