using InferenceKit.Benchmarks.Load;
using InferenceKit.Benchmarks.UserModels;

namespace InferenceKit.Benchmarks.Baselines;

/// <summary>A queue behind a lock, and threads that take batches from it by a rule.</summary>
internal abstract class QueuePolicy : IBatchPolicy
{
    private readonly UserSession _session;
    private readonly int _mostRows;
    private readonly PendingRows _pool = new();
    private readonly UserRow[] _rows;
    private readonly object _door = new();
    private readonly Thread[] _threads;
    private bool _isOver;

    protected QueuePolicy(string name, UserSession session, UserRow[] rows, int mostRows, int threads)
    {
        (Name, _session, _rows, _mostRows) = (name, session, rows, mostRows);
        _threads = [.. Enumerable.Range(0, threads).Select(_ => new Thread(Serve) { IsBackground = true })];
    }

    public string Name { get; }

    protected static TimeSpan Now => TimeSpan.FromSeconds(Ticks.ToSeconds(Ticks.Now));

    public ValueTask<PolicyAnswer> PredictAsync(int row)
    {
        var pending = _pool.Rent(row);
        var answer = pending.Answer;
        bool isIn;
        lock (_door)
        {
            isIn = TryAdd(pending);
            if (isIn)
                Monitor.Pulse(_door);
        }

        if (!isIn)
            pending.Complete(CallOutcome.Refused);
        return answer;
    }

    public ValueTask DisposeAsync()
    {
        lock (_door)
        {
            _isOver = true;
            Monitor.PulseAll(_door);
        }

        foreach (var thread in _threads)
            thread.Join();
        return ValueTask.CompletedTask;
    }

    /// <summary>Once the rule is ready to be asked.</summary>
    protected void Start()
    {
        foreach (var thread in _threads)
            thread.Start();
    }

    /// <returns>Whether it was let in. Under the lock.</returns>
    protected abstract bool TryAdd(PendingRow row);

    /// <summary>Takes a batch. Under the lock.</summary>
    /// <returns>Null when one was taken; otherwise how long to wait, without an end where there is nothing in the queue.</returns>
    protected abstract TimeSpan? Take(List<PendingRow> batch);

    private void Serve()
    {
        using var batch = new RawBatch(_session, _mostRows);
        var pending = new List<PendingRow>(_mostRows);
        while (WaitForBatch(pending))
        {
            BatchRun.Execute(batch, _rows, pending);
            pending.Clear();
        }
    }

    /// <returns>False once there is nothing left and will be nothing more.</returns>
    private bool WaitForBatch(List<PendingRow> batch)
    {
        lock (_door)
        {
            while (Take(batch) is { } wait)
            {
                if (_isOver && wait == Timeout.InfiniteTimeSpan)
                    return false;

                // A wait counts whole milliseconds: a shorter one would be none.
                Monitor.Wait(_door, wait == Timeout.InfiniteTimeSpan ? wait : TimeSpan.FromMilliseconds(Math.Max(1, wait.TotalMilliseconds)));
            }

            return true;
        }
    }
}
