namespace InferenceKit.Runtime;

/// <summary>What of one model waits in the queues of all its versions. Thread-safe.</summary>
internal sealed class QueueUsage
{
    private int _rows;
    private long _bytes;

    public int Rows => Volatile.Read(ref _rows);

    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Adds, unless that would pass a limit. Callers race for the last place; none gets in beyond it.</summary>
    public bool TryAdd(int rows, long bytes, BatchingPolicy limits)
    {
        var total = Interlocked.Add(ref _rows, rows);
        var totalBytes = Interlocked.Add(ref _bytes, bytes);
        if (total <= limits.MaxQueuedRows && totalBytes <= limits.MaxQueuedBytes) return true;
        Remove(rows, bytes);
        return false;
    }

    /// <summary>Adds what was let in before.</summary>
    public void Add(int rows, long bytes)
    {
        Interlocked.Add(ref _rows, rows);
        Interlocked.Add(ref _bytes, bytes);
    }

    public void Remove(int rows, long bytes) => Add(-rows, -bytes);
}
