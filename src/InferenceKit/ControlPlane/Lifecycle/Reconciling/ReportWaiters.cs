namespace InferenceKit.ControlPlane.Lifecycle.Reconciling;

/// <summary>The callers that wait for a report of a model's loop. Thread-safe.</summary>
internal sealed class ReportWaiters
{
    private readonly List<Waiter> _waiting = [];
    private readonly Lock _lock = new();
    private ReconcileReport _last = new() { Pass = 0 };
    private int _begun;
    private Exception? _closed;

    public ReconcileReport Last => Volatile.Read(ref _last);

    /// <summary>The first report later than the given pass.</summary>
    public Task<ReconcileReport> AfterAsync(int pass)
    {
        lock (_lock)
        {
            if (_last.Pass > pass) return Task.FromResult(_last);
            if (_closed is not null) return Task.FromException<ReconcileReport>(_closed);
            var waiter = new Waiter(pass);
            _waiting.Add(waiter);
            return waiter.Task;
        }
    }

    /// <summary>The report of a pass that has not begun yet. One that has begun may have read the state before this call.</summary>
    public Task<ReconcileReport> OfNextPassAsync()
    {
        lock (_lock) return AfterAsync(_begun);
    }

    /// <summary>A pass begins; returns its number.</summary>
    public int Begin()
    {
        lock (_lock) return ++_begun;
    }

    public void End(ReconcileReport report)
    {
        lock (_lock)
        {
            Volatile.Write(ref _last, report);
            foreach (var waiter in _waiting)
                if (waiter.After < report.Pass) waiter.SetResult(report);
            _waiting.RemoveAll(w => w.After < report.Pass);
        }
    }

    /// <summary>The loop has ended: every waiting caller gets an exception, and so does every later one.</summary>
    public void Close(Exception why)
    {
        lock (_lock)
        {
            _closed = why;
            foreach (var waiter in _waiting) waiter.SetException(why);
            _waiting.Clear();
        }
    }

    // Continuations run elsewhere, because results are set under the lock.
    private sealed class Waiter(int after) : TaskCompletionSource<ReconcileReport>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public int After => after;
    }
}
