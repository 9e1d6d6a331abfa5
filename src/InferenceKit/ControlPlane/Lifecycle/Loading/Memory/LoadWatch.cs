using System.Globalization;

namespace InferenceKit.ControlPlane.Lifecycle.Loading.Memory;

/// <summary>
/// A thread of the library that watches one load: it stops runs that pass their limit, and breaks off a load that takes more
/// memory than it may. The thread reads the clock every few milliseconds, so that neither a timer that fires early nor a
/// thread pool that is blocked keeps a run alive.
/// </summary>
/// <remarks>Made on a thread of the usual scheduling class, which its thread takes over; see <see cref="LoaderThread"/>.</remarks>
internal sealed class LoadWatch : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);

    private readonly CancellationTokenSource _stop;
    private readonly NativeGrowth? _growth;
    private readonly long _maxBytes;
    private readonly List<RunLimit> _limits = [];
    // Held while limits are checked, so that a limit is never called after its removal.
    private readonly Lock _lock = new();
    private readonly ManualResetEventSlim _disposed = new(false);
    private readonly Thread _thread;
    private volatile string? _problem;

    /// <summary>Bounds the time of runs alone.</summary>
    /// <param name="cancellationToken">Stops the load.</param>
    public LoadWatch(CancellationToken cancellationToken)
        : this(null, long.MaxValue, cancellationToken)
    {
    }

    /// <summary>Bounds memory as well.</summary>
    /// <param name="growth">Tells what the load has taken.</param>
    /// <param name="maxBytes">What it may take.</param>
    /// <param name="cancellationToken">Stops the load.</param>
    public LoadWatch(NativeGrowth? growth, long maxBytes, CancellationToken cancellationToken)
    {
        (_growth, _maxBytes) = (growth, maxBytes);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _thread = new(Watch) { IsBackground = true, Name = "InferenceKit load watch" };
        _thread.UnsafeStart();
    }

    /// <summary>Canceled when the load is to stop: from outside, or because it takes too much memory.</summary>
    public CancellationToken Token => _stop.Token;

    /// <summary>Why the load must fail, with the figure, for people; null while it may go on.</summary>
    public string? Problem => _problem;

    public void Add(RunLimit limit)
    {
        lock (_lock) _limits.Add(limit);
    }

    public void Remove(RunLimit limit)
    {
        lock (_lock) _limits.Remove(limit);
    }

    public void Dispose()
    {
        // Joined before anything is disposed that the thread uses.
        _disposed.Set();
        _thread.Join();
        _disposed.Dispose();
        _stop.Dispose();
        _growth?.Dispose();
    }

    private void Watch()
    {
        while (!_disposed.Wait(Interval))
        {
            lock (_lock)
                foreach (var limit in _limits) limit.StopIfDue();
            if (_problem is null && _growth is not null && _growth.Bytes() is var bytes && bytes > _maxBytes) BreakOff(bytes);
        }
    }

    private void BreakOff(long bytes)
    {
        // The reason before the cancellation: the load reads it as soon as it is cancelled.
        _problem = string.Create(
            CultureInfo.InvariantCulture,
            $"It took {bytes:N0} bytes of native memory while it was loaded and warmed up, and may take {_maxBytes:N0} (Execution:MaxLoadBytes).");
        try
        {
            _stop.Cancel();
        }
#pragma warning disable CA1031 // Callbacks stop runs and loads; an exception of one must not end the process.
        catch (Exception)
        {
        }
#pragma warning restore CA1031
    }
}
