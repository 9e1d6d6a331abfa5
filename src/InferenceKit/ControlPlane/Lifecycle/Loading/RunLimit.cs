using InferenceKit.ControlPlane.Lifecycle.Loading.Memory;
using InferenceKit.Sessions;

namespace InferenceKit.ControlPlane.Lifecycle.Loading;

/// <summary>
/// Stops runs on made-up rows that do not end: a model may loop for ever on zeros, and its load must not. A run is stopped
/// between nodes only; one that never leaves a node is not. One run at a time.
/// </summary>
/// <remarks>
/// It uses no timer: a timer that fires early, and is not set again, would leave the run without a limit. A <see cref="LoadWatch"/> compares
/// the clock with the start of the run at short intervals.
/// </remarks>
internal sealed class RunLimit : IDisposable
{
    private readonly TimeProvider _time;
    private readonly LoadWatch _watch;
    private readonly bool _ownsWatch;
    private readonly CancellationTokenRegistration _onCancel;
    private readonly CancellationToken _cancellation;
    private readonly Lock _lock = new();
    private RunBatch? _running;
    private long _start;

    /// <summary>A limit with a watch of its own, which bounds no memory.</summary>
    /// <param name="limit">The longest that one run may take.</param>
    /// <param name="time">Measures.</param>
    /// <param name="cancellationToken">Stops the run there is at once: a host that stops does not wait for it.</param>
    public RunLimit(TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
        : this(limit, time, new LoadWatch(cancellationToken), ownsWatch: true)
    {
    }

    /// <summary>A limit of a load.</summary>
    /// <param name="limit">The longest that one run may take.</param>
    /// <param name="time">Measures.</param>
    /// <param name="watch">Checks it, and stops its run when the load is to stop.</param>
    public RunLimit(TimeSpan limit, TimeProvider time, LoadWatch watch)
        : this(limit, time, watch, ownsWatch: false)
    {
    }

    private RunLimit(TimeSpan limit, TimeProvider time, LoadWatch watch, bool ownsWatch)
    {
        (Limit, _time, _watch, _ownsWatch) = (limit, time, watch, ownsWatch);
        _cancellation = watch.Token;
        _watch.Add(this);
        _onCancel = _cancellation.UnsafeRegister(static limit => ((RunLimit)limit!).Cancel(), this);
    }

    public TimeSpan Limit { get; }

    /// <summary>What checks it; other limits of the same load share it.</summary>
    public LoadWatch Watch => _watch;

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

    /// <summary>Stops the run there is if its time is over. The watch calls it at short intervals.</summary>
    public void StopIfDue()
    {
        lock (_lock)
        {
            if (_running is null || _time.GetElapsedTime(_start) < Limit) return;
            HasStopped = true;
            // Repeated at each check while it runs: a second stop costs nothing.
            _running.Terminate();
        }
    }

    public void Dispose()
    {
        _watch.Remove(this);
        _onCancel.Dispose();
        if (_ownsWatch) _watch.Dispose();
    }

    private void Begin(RunBatch batch)
    {
        lock (_lock)
        {
            _start = _time.GetTimestamp();
            _running = batch;
            // A cancellation that came before this run was set found no run to stop.
            if (_cancellation.IsCancellationRequested) batch.Terminate();
        }
    }

    private void End(RunBatch batch)
    {
        lock (_lock)
        {
            _running = null;
            // Also after a stop that came too late for this run: it must not stop the next run of the batch.
            if (HasStopped) batch.ResetTermination();
        }
    }

    // Under the lock, as all uses of the run: once End has returned, its batch may belong to another run.
    private void Cancel()
    {
        lock (_lock) _running?.Terminate();
    }
}
