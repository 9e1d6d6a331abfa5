using InferenceKit.Sessions;

namespace InferenceKit.ControlPlane.Lifecycle;

/// <summary>
/// Stops runs on made-up rows that do not end: a model may loop for ever on zeros, and its load must not. A run is stopped
/// between nodes only; one that never leaves a node is not. One run at a time.
/// </summary>
internal sealed class RunLimit : IDisposable
{
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly Lock _lock = new();
    private RunBatch? _running;
    private long _start;

    /// <param name="limit">The longest that one run may take.</param>
    /// <param name="time">Measures.</param>
    /// <remarks>
    /// Made on a thread of the usual class: its timer ticks from the beginning, because the process's first timer makes the
    /// thread of all timers, which takes over its maker's class; see <see cref="LoaderThread"/>.
    /// </remarks>
    public RunLimit(TimeSpan limit, TimeProvider time)
    {
        Limit = limit;
        _time = time;
        _timer = time.CreateTimer(_ => Stop(), null, limit, Timeout.InfiniteTimeSpan);
    }

    public TimeSpan Limit { get; }

    /// <summary>Whether a run was stopped.</summary>
    public bool HasStopped { get; private set; }

    public RunOutcome Run(ModelSession session, RowBatch batch)
    {
        Begin(batch);
        try
        {
            var run = session.RunAsync(batch, CancellationToken.None);
            return run.IsCompletedSuccessfully ? run.Result : run.AsTask().GetAwaiter().GetResult();
        }
        finally
        {
            End(batch);
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Begin(RunBatch batch)
    {
        lock (_lock)
        {
            _start = _time.GetTimestamp();
            _running = batch;
            _timer.Change(Limit, Timeout.InfiniteTimeSpan);
        }
    }

    private void End(RunBatch batch)
    {
        lock (_lock)
        {
            _running = null;
            // Also one that came too late: it must not stop the batch's next run.
            if (HasStopped) batch.ResetTermination();
        }
    }

    private void Stop()
    {
        lock (_lock)
        {
            // The timer of an earlier run may be late.
            if (_running is null || _time.GetElapsedTime(_start) < Limit) return;
            HasStopped = true;
            _running.Terminate();
        }
    }
}
