namespace InferenceKit.Benchmarks.Baselines;

/// <summary>
/// TensorFlow Serving's published rule: rows join the last batch; it is closed when it is full, and may be taken when it is closed or its first
/// row has waited for the timeout; a row that needs one more batch than may be queued is refused. Not for several threads.
/// </summary>
internal sealed class TensorFlowServingQueue<T>(int maxBatchSize, TimeSpan timeout, int maxEnqueuedBatches)
{
    private readonly Queue<(List<T> Rows, TimeSpan Since)> _batches = new();
    private readonly Stack<List<T>> _spare = new();
    private List<T>? _last;

    public bool IsEmpty => _batches.Count == 0;

    public bool TryAdd(T row, TimeSpan now)
    {
        if (_last is null)
        {
            if (_batches.Count >= maxEnqueuedBatches)
                return false;
            _last = _spare.TryPop(out var spare) ? spare : new(maxBatchSize);
            _batches.Enqueue((_last, now));
        }

        _last.Add(row);
        if (_last.Count == maxBatchSize)
            _last = null;
        return true;
    }

    /// <returns>The oldest batch; or null, and how long until it may be taken: without an end where there is none.</returns>
    public List<T>? Take(TimeSpan now, out TimeSpan wait)
    {
        wait = Timeout.InfiniteTimeSpan;
        if (!_batches.TryPeek(out var first))
            return null;
        var isOpen = ReferenceEquals(first.Rows, _last);
        if (isOpen && now - first.Since < timeout)
        {
            wait = timeout - (now - first.Since);
            return null;
        }

        if (isOpen)
            _last = null;
        return _batches.Dequeue().Rows;
    }

    /// <summary>A batch that was taken, once it is done with.</summary>
    public void Return(List<T> batch)
    {
        batch.Clear();
        _spare.Push(batch);
    }
}
