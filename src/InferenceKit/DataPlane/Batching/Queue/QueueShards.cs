namespace InferenceKit.DataPlane.Batching.Queue;

/// <summary>
/// What waits for a version, in a part for each core. A caller that is answered on a core mostly asks again there, and is best answered
/// there again: requests and callers whose memory travels between cores cost half as much again, where a row takes a microsecond. So a
/// runner takes from its own core's part, unless others have waited longer by <see cref="Nearness"/> or its own has too few rows.
/// </summary>
/// <remarks>Coming in needs no lock; all else is under the scheduler's.</remarks>
internal sealed class QueueShards
{
    /// <summary>How much longer a request of another core has to wait to go first.</summary>
    public static readonly TimeSpan Nearness = TimeSpan.FromMicroseconds(250);

    private readonly QueueShard[] _shards;
    private readonly long _nearness;
    private bool _hasPriorities;

    public QueueShards(int cores, long frequency)
    {
        _shards = new QueueShard[cores];
        for (var i = 0; i < cores; i++) _shards[i] = new(frequency);
        _open = new QueueShard[cores];
        _nearness = (long)(Nearness.TotalSeconds * frequency);
    }

    /// <summary>How many parts there are.</summary>
    public int Parts => _shards.Length;

    public QueueShard this[int part] => _shards[part];

    /// <summary>The part of the core that this runs on.</summary>
    public QueueShard Near => _shards.Length == 1 ? _shards[0] : _shards[Thread.GetCurrentProcessorId() % _shards.Length];

    public bool IsEmpty
    {
        get
        {
            foreach (var shard in _shards)
                if (!shard.IsEmpty) return false;
            return true;
        }
    }

    public bool HasArrivals
    {
        get
        {
            foreach (var shard in _shards)
                if (shard.HasArrivals) return true;
            return false;
        }
    }

    /// <summary>Rows that wait, those included that are about to come in.</summary>
    public int Rows
    {
        get
        {
            var rows = 0;
            foreach (var shard in _shards) rows += shard.Rows;
            return rows;
        }
    }

    /// <summary>Requests that wait, those included that are about to come in.</summary>
    public int Count
    {
        get
        {
            var count = 0;
            foreach (var shard in _shards) count += shard.Count;
            return count;
        }
    }

    /// <summary>No deadline of the requests that were sorted in is sooner.</summary>
    public long EarliestDeadline
    {
        get
        {
            var earliest = long.MaxValue;
            foreach (var shard in _shards) earliest = Math.Min(earliest, shard.Waiting.EarliestDeadline);
            return earliest;
        }
    }

    /// <summary>From now on, arrival alone does not decide which request goes first.</summary>
    public void NotePriority()
    {
        if (!Volatile.Read(ref _hasPriorities)) Volatile.Write(ref _hasPriorities, true);
    }

    /// <summary>Rows of the requests that were sorted in.</summary>
    public int SortedRows
    {
        get
        {
            var rows = 0;
            foreach (var shard in _shards) rows += shard.Waiting.Rows;
            return rows;
        }
    }

    /// <summary>Sorts in what has come, and counts the rows that wait: without those that are announced and may be refused.</summary>
    public int CountWaiting(long now)
    {
        // Not opened: what a runner has opened and will take from stays as it is.
        foreach (var shard in _shards) shard.Sort(now);
        return SortedRows;
    }

    /// <summary>Takes out all that a condition holds for.</summary>
    public void RemoveWhere(Func<QueuedRequest, long, bool> condition, long now, List<QueuedRequest> removed)
    {
        OpenAll(now);
        foreach (var shard in _shards) shard.Waiting.RemoveWhere(condition, now, removed);
    }

    // What the runner that holds the lock takes from: the first so many.
    private readonly QueueShard[] _open;
    private int _opened;
    // What the first of them is given ahead of the others.
    private long _ahead;

    /// <summary>Opens every part, and sorts in the requests that have come.</summary>
    public void OpenAll(long now)
    {
        (_opened, _ahead) = (0, 0);
        foreach (var shard in _shards) Open(shard, now);
    }

    /// <summary>Opens one core's part, and those where a request has waited much longer.</summary>
    public void OpenNear(QueueShard near, long now)
    {
        if (Volatile.Read(ref _hasPriorities) || _shards.Length == 1)
        {
            OpenAll(now);
            return;
        }
        (_opened, _ahead) = (0, _nearness);
        Open(near, now);
        var oldest = near.Waiting.First() is { } first ? first.Context.Arrival : long.MaxValue;
        foreach (var shard in _shards)
        {
            if (shard == near || shard.IsEmpty) continue;
            var since = shard.Waiting.First() is { } other ? other.Context.Arrival : shard.SortedAt;
            if (since < oldest - _nearness) Open(shard, now);
        }
    }

    /// <summary>Opens the others, if there are any.</summary>
    /// <returns>Whether there may be more to take now.</returns>
    public bool OpenRest(long now)
    {
        if (_opened == _shards.Length) return false;
        var any = false;
        foreach (var shard in _shards)
        {
            if (Array.IndexOf(_open, shard, 0, _opened) >= 0) continue;
            Open(shard, now);
            any |= shard.Waiting.Count > 0;
        }
        return any;
    }

    /// <summary>The request that goes next, of the parts that are open.</summary>
    public QueuedRequest? First()
    {
        var first = _open[0].Waiting.First();
        if (_opened == 1) return first;
        var key = first is null ? long.MaxValue : _open[0].Waiting.KeyOf(first) - _ahead;
        for (var i = 1; i < _opened; i++)
        {
            if (_open[i].Waiting.First() is not { } other) continue;
            var otherKey = _open[i].Waiting.KeyOf(other);
            if (first is null || otherKey < key) (first, key) = (other, otherKey);
        }
        return first;
    }

    /// <summary>The arrival of the one that has waited longest, of those that were sorted in; only when there is one.</summary>
    public long Oldest()
    {
        var oldest = long.MaxValue;
        for (var i = 0; i < _opened; i++) oldest = Math.Min(oldest, _open[i].Waiting.Oldest());
        return oldest;
    }

    /// <summary>The soonest deadline of the next few of the parts that are open.</summary>
    public long TightestOfNext()
    {
        var tightest = long.MaxValue;
        for (var i = 0; i < _opened; i++) tightest = Math.Min(tightest, _open[i].Waiting.TightestOfNext());
        return tightest;
    }

    /// <summary>The requests that were taken do not count any more.</summary>
    public void EndTaking()
    {
        for (var i = 0; i < _opened; i++) _open[i].EndTaking();
    }

    private void Open(QueueShard shard, long now)
    {
        shard.Sort(now);
        _open[_opened++] = shard;
    }
}
