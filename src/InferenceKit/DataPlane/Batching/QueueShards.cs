namespace InferenceKit.DataPlane.Batching;

/// <summary>
/// What waits for a version, in a part for each core. Whoever is given an answer on a core mostly asks again there, and is best answered
/// there again: requests and callers whose memory travels between cores cost half as much again, where a row takes a microsecond. So a
/// runner takes from its own core's part, unless others have waited longer by <see cref="Nearness"/> or its own has too few rows.
/// </summary>
/// <remarks>Coming in needs no lock; all else is under the scheduler's.</remarks>
internal sealed partial class QueueShards
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

    /// <summary>No deadline of those who were sorted in is sooner.</summary>
    public long EarliestDeadline
    {
        get
        {
            var earliest = long.MaxValue;
            foreach (var shard in _shards) earliest = Math.Min(earliest, shard.Waiting.EarliestDeadline);
            return earliest;
        }
    }

    /// <summary>From now on, who goes first is not a matter of arrival only.</summary>
    public void NotePriority()
    {
        if (!Volatile.Read(ref _hasPriorities)) Volatile.Write(ref _hasPriorities, true);
    }

    /// <summary>Rows of those who were sorted in.</summary>
    public int SortedRows
    {
        get
        {
            var rows = 0;
            foreach (var shard in _shards) rows += shard.Waiting.Rows;
            return rows;
        }
    }

    /// <summary>Takes out all that a condition holds for.</summary>
    public void RemoveWhere(Func<QueuedRequest, long, bool> condition, long now, List<QueuedRequest> removed)
    {
        OpenAll(now);
        foreach (var shard in _shards) shard.Waiting.RemoveWhere(condition, now, removed);
    }
}
