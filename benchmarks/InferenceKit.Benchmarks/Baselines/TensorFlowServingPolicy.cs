using InferenceKit.Benchmarks.Load;
using InferenceKit.Benchmarks.UserModels;

namespace InferenceKit.Benchmarks.Baselines;

/// <summary>Batches and batch threads as TensorFlow Serving has them by its published rules.</summary>
internal sealed class TensorFlowServingPolicy : IBatchPolicy
{
    private readonly TensorFlowServingQueue<PendingRow> _queue;
    private readonly int _maxBatchSize;
    private readonly PendingRows _pool = new();
    private readonly UserRow[] _rows;
    private readonly object _door = new();
    private readonly Thread[] _threads;
    private bool _isOver;

    public TensorFlowServingPolicy(UserSession session, UserRow[] rows, TensorFlowServingSettings settings)
    {
        _maxBatchSize = session.TakesManyRows ? settings.MaxBatchSize : 1;
        _queue = new(_maxBatchSize, settings.BatchTimeout, settings.MaxEnqueuedBatches);
        _rows = rows;
        Name = $"as TensorFlow Serving, {_maxBatchSize} rows or {settings.BatchTimeout.TotalMilliseconds:0.###} ms";
        _threads = [.. Enumerable.Range(0, settings.BatchThreads).Select(_ => new Thread(() => Serve(session)) { IsBackground = true })];
        foreach (var thread in _threads)
            thread.Start();
    }

    public string Name { get; }

    private static TimeSpan Now => TimeSpan.FromSeconds(Ticks.ToSeconds(Ticks.Now));

    public ValueTask<PolicyAnswer> PredictAsync(int row)
    {
        var pending = _pool.Rent(row);
        var answer = pending.Answer;
        bool isIn;
        lock (_door)
        {
            isIn = _queue.TryAdd(pending, Now);
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

    private void Serve(UserSession session)
    {
        using var batch = new RawBatch(session, _maxBatchSize);
        while (Take() is { } pending)
        {
            BatchRun.Execute(batch, _rows, pending);
            lock (_door)
                _queue.Return(pending);
        }
    }

    /// <returns>Null once there is nothing left and will be nothing more.</returns>
    private List<PendingRow>? Take()
    {
        lock (_door)
        {
            while (true)
            {
                if (_queue.Take(Now, out var wait) is { } batch)
                    return batch;
                if (_isOver && _queue.IsEmpty)
                    return null;

                // A wait counts whole milliseconds: a shorter one would be none.
                Monitor.Wait(_door, wait == Timeout.InfiniteTimeSpan ? wait : TimeSpan.FromMilliseconds(Math.Max(1, wait.TotalMilliseconds)));
            }
        }
    }
}
