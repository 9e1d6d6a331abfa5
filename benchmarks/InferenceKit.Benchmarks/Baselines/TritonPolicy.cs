using InferenceKit.Benchmarks.Load;
using InferenceKit.Benchmarks.UserModels;

namespace InferenceKit.Benchmarks.Baselines;

/// <summary>
/// One queue and several instances, as Triton's dynamic batcher has them by its published rules. A free instance forms its batch itself,
/// which saves the hand-over from a batcher thread: kinder than the original.
/// </summary>
internal sealed class TritonPolicy : IBatchPolicy
{
    private readonly TritonSettings _settings;
    private readonly Queue<PendingRow> _queue = new();
    private readonly PendingRows _pool = new();
    private readonly UserRow[] _rows;
    private readonly object _door = new();
    private readonly Thread[] _instances;
    private bool _isOver;

    public TritonPolicy(UserSession session, UserRow[] rows, TritonSettings settings)
    {
        _settings = session.TakesManyRows ? settings : settings with { MaxBatchSize = 1 };
        _rows = rows;
        Name = $"as Triton, {_settings.MaxBatchSize} rows or {settings.MaxQueueDelay.TotalMilliseconds:0.###} ms";
        _instances = [.. Enumerable.Range(0, settings.Instances).Select(_ => new Thread(() => Serve(session)) { IsBackground = true })];
        foreach (var instance in _instances)
            instance.Start();
    }

    public string Name { get; }

    public ValueTask<PolicyAnswer> PredictAsync(int row)
    {
        var pending = _pool.Rent(row);
        var answer = pending.Answer;
        lock (_door)
        {
            if (_settings.MaxQueueSize == 0 || _queue.Count < _settings.MaxQueueSize)
            {
                _queue.Enqueue(pending);
                Monitor.Pulse(_door);
                return answer;
            }
        }

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

        foreach (var instance in _instances)
            instance.Join();
        return ValueTask.CompletedTask;
    }

    private void Serve(UserSession session)
    {
        using var batch = new RawBatch(session, _settings.MaxBatchSize);
        var pending = new List<PendingRow>(_settings.MaxBatchSize);
        while (Take(pending))
        {
            BatchRun.Execute(batch, _rows, pending);
            pending.Clear();
        }
    }

    /// <returns>False once there is nothing left and will be nothing more.</returns>
    private bool Take(List<PendingRow> pending)
    {
        lock (_door)
        {
            while (true)
            {
                if (_queue.Count == 0)
                {
                    if (_isOver)
                        return false;
                    Monitor.Wait(_door);
                    continue;
                }

                var waited = TimeSpan.FromSeconds(Ticks.ToSeconds(Ticks.Now - _queue.Peek().Since));
                var (rows, wait) = TritonRule.Decide(_settings, _queue.Count, waited);
                if (rows == 0)
                {
                    Monitor.Wait(_door, AtLeastOneMillisecond(wait));
                    continue;
                }

                while (rows-- > 0)
                    pending.Add(_queue.Dequeue());
                return true;
            }
        }
    }

    /// <summary>Shorter ones would be none: a wait counts whole milliseconds.</summary>
    private static TimeSpan AtLeastOneMillisecond(TimeSpan wait) => wait < TimeSpan.FromMilliseconds(1) ? TimeSpan.FromMilliseconds(1) : wait;
}
