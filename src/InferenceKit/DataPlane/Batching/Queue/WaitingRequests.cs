namespace InferenceKit.DataPlane.Batching.Queue;

/// <summary>
/// What waits, by priority with ageing: a level of priority is worth <see cref="PriorityStep"/> of waiting, so that a lower one falls back
/// but never starves. Used under the scheduler's lock.
/// </summary>
internal sealed class WaitingRequests(long frequency)
{
    /// <summary>How much longer a request of the next lower priority has to wait to go first.</summary>
    public static readonly TimeSpan PriorityStep = TimeSpan.FromMilliseconds(100);

    private readonly long _step = (long)(PriorityStep.TotalSeconds * frequency);
    private readonly List<RequestLane> _lanes = [new(0)];

    public int Count { get; private set; }

    public int Rows { get; private set; }

    /// <summary>No deadline that waits is sooner; it may be later, once the request that had it has gone.</summary>
    public long EarliestDeadline { get; private set; } = long.MaxValue;

    public void Add(QueuedRequest request)
    {
        (request.Priority is 0 && _lanes.Count == 1 ? _lanes[0] : LaneOf(request.Priority)).Add(request);
        Count++;
        Rows += request.CountedRows;
        EarliestDeadline = Math.Min(EarliestDeadline, request.Context.Deadline);
    }

    public void Remove(QueuedRequest request)
    {
        request.Lane!.Remove(request);
        Count--;
        Rows -= request.CountedRows;
        if (Count == 0) EarliestDeadline = long.MaxValue;
    }

    /// <summary>The request that goes next.</summary>
    public QueuedRequest? First()
    {
        if (_lanes.Count == 1) return _lanes[0].First;
        QueuedRequest? first = null;
        long earliest = 0;
        foreach (var lane in _lanes)
        {
            if (lane.First is not { } head) continue;
            var key = KeyOf(head);
            if (first is not null && key >= earliest) continue;
            (first, earliest) = (head, key);
        }
        return first;
    }

    /// <summary>The request with the smallest goes first.</summary>
    public long KeyOf(QueuedRequest request) => request.QueuedAt - request.Priority * _step;

    /// <summary>The arrival of the one that has waited longest; only when there is one.</summary>
    public long Oldest()
    {
        var oldest = long.MaxValue;
        foreach (var lane in _lanes)
            if (lane.First is { } head) oldest = Math.Min(oldest, head.Context.Arrival);
        return oldest;
    }

    /// <summary>The soonest deadline of the next few, which is what a run has to keep.</summary>
    public long TightestOfNext()
    {
        const int Few = 16;
        var tightest = long.MaxValue;
        foreach (var lane in _lanes)
        {
            var request = lane.First;
            for (var i = 0; i < Few && request is not null; i++, request = request.Next) tightest = Math.Min(tightest, request.Context.Deadline);
        }
        return tightest;
    }

    /// <summary>Takes out all that a condition holds for, and finds the soonest deadline of the rest.</summary>
    public void RemoveWhere(Func<QueuedRequest, long, bool> condition, long now, List<QueuedRequest> removed)
    {
        var earliest = long.MaxValue;
        foreach (var lane in _lanes)
        {
            for (var request = lane.First; request is not null;)
            {
                var next = request.Next;
                if (condition(request, now))
                {
                    Remove(request);
                    removed.Add(request);
                }
                else earliest = Math.Min(earliest, request.Context.Deadline);
                request = next;
            }
        }
        EarliestDeadline = earliest;
    }

    // From the highest down. Lanes stay: priorities are few.
    private RequestLane LaneOf(int priority)
    {
        for (var i = 0; i < _lanes.Count; i++)
        {
            if (_lanes[i].Priority == priority) return _lanes[i];
            if (_lanes[i].Priority > priority) continue;
            _lanes.RemoveAll(l => l.First is null && l.Priority != 0 && _lanes.Count > 16);
            return Insert(priority);
        }
        return Insert(priority);
    }

    private RequestLane Insert(int priority)
    {
        var at = _lanes.FindIndex(l => l.Priority < priority);
        var lane = new RequestLane(priority);
        _lanes.Insert(at < 0 ? _lanes.Count : at, lane);
        return lane;
    }
}
