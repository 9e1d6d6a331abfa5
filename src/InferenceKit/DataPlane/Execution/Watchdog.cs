namespace InferenceKit.DataPlane.Execution;

/// <summary>
/// A thread that looks every other millisecond after work that depends on threads of the host, and has threads of the library do it where
/// those do not come. It sleeps while there is no such work. Thread-safe.
/// </summary>
/// <remarks>
/// It goes by real time, whatever clock the host has: the threads that it waits for are real.
/// </remarks>
internal sealed class Watchdog : IDisposable
{
    private const int IntervalMilliseconds = 2;
    // A second: to wake it costs more than some idle looks.
    private const int IdleLooks = 500;

    private readonly object _gate = new();
    private volatile IWatched[] _watched = [];
    private volatile bool _isAwake;
    private bool _hasThread;
    private bool _isDisposed;

    /// <summary>Looks after one more.</summary>
    public void Add(IWatched watched)
    {
        lock (_gate) _watched = [.. _watched, watched];
    }

    /// <summary>There is work now. Called after the work was made visible by an interlocked write: a full fence.</summary>
    public void NoteWork()
    {
        if (!_isAwake) Wake();
    }

    /// <summary>The thread ends.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            Monitor.PulseAll(_gate);
        }
    }

    private void Wake()
    {
        lock (_gate)
        {
            if (_isDisposed || _isAwake) return;
            if (_hasThread)
            {
                _isAwake = true;
                Monitor.Pulse(_gate);
                return;
            }
            try
            {
                // It serves all requests: it must not carry the execution context of the first.
                new Thread(Work) { IsBackground = true, Name = "InferenceKit watchdog" }.UnsafeStart();
                (_hasThread, _isAwake) = (true, true);
            }
#pragma warning disable CA1031 // There may be no memory or no process id for a thread; the next work tries again.
            catch (Exception)
            {
            }
#pragma warning restore CA1031
        }
    }

    private void Work()
    {
        for (var idle = 0; Wait(idle);) idle = Check() ? 0 : _isAwake ? idle + 1 : 0;
    }

    private bool Check()
    {
        var isAny = false;
        foreach (var watched in _watched) isAny |= watched.Check();
        return isAny;
    }

    /// <returns>False once it is disposed.</returns>
    private bool Wait(int idle)
    {
        lock (_gate)
        {
            if (_isDisposed) return false;
            if (idle < IdleLooks)
            {
                Monitor.Wait(_gate, IntervalMilliseconds);
                return !_isDisposed;
            }
            _isAwake = false;
        }
        // Work that came before the mark fell has not seen it fall: one more look after a full fence.
        Interlocked.MemoryBarrier();
        if (Check())
        {
            _isAwake = true;
            return true;
        }
        lock (_gate)
        {
            while (!_isAwake && !_isDisposed) Monitor.Wait(_gate);
            return !_isDisposed;
        }
    }
}
