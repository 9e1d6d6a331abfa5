namespace InferenceKit.DataPlane.Execution;

/// <summary>
/// Own threads for runs too long for their callers': a native run cannot be interrupted, and on the thread pool it
/// would hold up every caller's answer. Grows with the runs in flight, which the slots limit; idle threads leave.
/// </summary>
internal sealed class WorkerPool : IDisposable
{
    private static readonly TimeSpan IdleTime = TimeSpan.FromSeconds(20);
    private readonly object _lock = new();
    private readonly Queue<IWorkItem> _queue = new();
    private int _idle;
    private int _threads;
    private bool _disposed;

    /// <summary>Threads alive now.</summary>
    public int Threads
    {
        get
        {
            lock (_lock) return _threads;
        }
    }

    /// <summary>Runs on a worker; the order of calls is kept while workers are short.</summary>
    public void Post(IWorkItem run)
    {
        lock (_lock)
        {
            _queue.Enqueue(run);
            if (_idle >= _queue.Count)
            {
                Monitor.Pulse(_lock);
                return;
            }
            _threads++;
        }
        try
        {
            Start();
        }
#pragma warning disable CA1031 // There may be no memory or no process id for a thread.
        catch (Exception exception)
        {
            if (TakeBack(run)) run.Refuse(exception);
        }
#pragma warning restore CA1031
    }

    /// <summary>Takes a run out of the queue again, unless there are workers that will come to it.</summary>
    private bool TakeBack(IWorkItem run)
    {
        lock (_lock)
        {
            if (--_threads > 0 || !_queue.Contains(run)) return false;
            for (var i = _queue.Count; i > 0; i--)
                if (_queue.Dequeue() is var other && other != run) _queue.Enqueue(other);
            return true;
        }
    }

    /// <summary>Lets idle threads go; runs in flight end first.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            Monitor.PulseAll(_lock);
        }
    }

    private void Start()
    {
        var thread = new Thread(Work) { IsBackground = true, Name = "InferenceKit worker" };
        // A worker serves many callers: it must not carry the first one's execution context.
        thread.UnsafeStart();
    }

    private void Work()
    {
        while (TryTake(out var run)) run!.Run();
    }

    private bool TryTake(out IWorkItem? run)
    {
        lock (_lock)
        {
            while (!_queue.TryDequeue(out run))
            {
                if (_disposed) break;
                _idle++;
                var woken = Monitor.Wait(_lock, IdleTime);
                _idle--;
                if (!woken && _queue.Count == 0) break;
            }
            if (run is null) _threads--;
            return run is not null;
        }
    }
}
