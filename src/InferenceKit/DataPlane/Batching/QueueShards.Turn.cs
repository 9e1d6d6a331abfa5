namespace InferenceKit.DataPlane.Batching;

/// <summary>What one turn takes, and from which parts.</summary>
internal sealed partial class QueueShards
{
    // What the present turn takes from: the first so many.
    private readonly QueueShard[] _open;
    private int _opened;
    // What the first of them is given ahead of the others.
    private long _ahead;

    /// <summary>Opens every part, and sorts in who has come.</summary>
    public void OpenAll(long now)
    {
        (_opened, _ahead) = (0, 0);
        foreach (var shard in _shards) Open(shard, now);
    }

    /// <summary>Opens one core's part, and those where somebody has waited much longer.</summary>
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

    /// <summary>Who goes next, of the parts that are open.</summary>
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

    /// <summary>The arrival of the one that has waited longest, of those who were sorted in; only when there is one.</summary>
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

    /// <summary>Those who were taken count no longer.</summary>
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
