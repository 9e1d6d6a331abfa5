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
    private readonly CancellationToken _cancellation;
    private readonly CancellationTokenRegistration _onCancel;
    private readonly Lock _lock = new();
    private RunBatch? _running;
    private long _start;

    /// <param name="limit">The longest that one run may take.</param>
    /// <param name="time">Measures.</param>
    /// <param name="cancellationToken">Stops the run there is at once: a host that stops does not wait for it.</param>
    /// <remarks>
    /// Made on a thread of the usual class: its timer ticks from the beginning, because the process's first timer makes the
    /// thread of all timers, which takes over its maker's class; see <see cref="LoaderThread"/>.
    /// </remarks>
    public RunLimit(TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        Limit = limit;
        _time = time;
        _cancellation = cancellationToken;
        _timer = time.CreateTimer(_ => StopIfDue(), null, limit, Timeout.InfiniteTimeSpan);
        _onCancel = cancellationToken.UnsafeRegister(static limit => ((RunLimit)limit!).Cancel(), this);
    }

    public TimeSpan Limit { get; }

    /// <summary>Whether a run went on for too long and was stopped.</summary>
    public bool HasStopped { get; private set; }

    public RunOutcome Run(ModelSession session, RunBatch batch)
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

    /// <summary>Several runs of one batch, which together may take no longer than one.</summary>
    /// <returns>What <paramref name="runs"/> returns.</returns>
    public double RunMany(RunBatch batch, Func<double> runs)
    {
        Begin(batch);
        try
        {
            return runs();
        }
        finally
        {
            End(batch);
        }
    }

    public void Dispose()
    {
        _onCancel.Dispose();
        _timer.Dispose();
    }

    private void Begin(RunBatch batch)
    {
        lock (_lock)
        {
            _start = _time.GetTimestamp();
            _running = batch;
            _timer.Change(Limit, Timeout.InfiniteTimeSpan);
            // It may have come just before there was a run to stop.
            if (_cancellation.IsCancellationRequested) batch.Terminate();
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

    private void Cancel()
    {
        lock (_lock) _running?.Terminate();
    }

    private void StopIfDue()
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
