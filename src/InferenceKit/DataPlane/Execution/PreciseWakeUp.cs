namespace InferenceKit.DataPlane.Execution;

/// <summary>
/// A wake-up by the system's clock that is late by a tenth of a millisecond where timers are late by many: a thread that
/// sleeps in whole milliseconds until shortly before the time, and then precisely. It lives while there are requests.
/// </summary>
/// <remarks>
/// The first request must not come from a thread of the idle scheduling class, which the thread would inherit.
/// </remarks>
internal sealed class PreciseWakeUp(Action callback, Action<Exception>? onFault = null, TimeSpan? idleTime = null) : WakeUp(callback, onFault)
{
    private static readonly TimeSpan UsualIdleTime = TimeSpan.FromSeconds(30);
    private static readonly long Millisecond = TimeProvider.System.TimestampFrequency / 1000;

    // A precise sleep cannot be broken off: it is taken in pieces, so that a sooner request is not late by more than one.
    private static readonly long Piece = Millisecond / 5;

    private readonly TimeSpan _idleTime = idleTime ?? UsualIdleTime;
    private readonly object _lock = new();
    private long _next = Never;
    private bool _isAlive;
    private bool _isPrecise = true;
    private bool _disposed;

    public override void At(long timestamp)
    {
        if (timestamp >= Volatile.Read(ref _next)) return;
        lock (_lock)
        {
            if (_disposed || timestamp >= _next) return;
            Volatile.Write(ref _next, timestamp);
            if (_isAlive)
            {
                Monitor.Pulse(_lock);
                return;
            }
            _isAlive = true;
        }
        Start();
    }

    /// <summary>The thread ends, after the callback it may be in.</summary>
    public override void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            Volatile.Write(ref _next, Never);
            Monitor.Pulse(_lock);
        }
    }

    private void Start()
    {
        try
        {
            var thread = new Thread(Work) { IsBackground = true, Name = "InferenceKit deadlines" };
            // It serves all threads that ask: it must not carry the execution context of the first one.
            thread.UnsafeStart();
        }
#pragma warning disable CA1031 // There may be no memory or no process id for a thread, and no other request will try again.
        catch (Exception)
#pragma warning restore CA1031
        {
            ThreadPool.UnsafeQueueUserWorkItem(static wakeUp => wakeUp.Work(), this, preferLocal: false);
        }
    }

    private void Work()
    {
        while (WaitUntilDue()) Fire();
    }

    /// <returns>Whether a request is due; otherwise the thread is over.</returns>
    private bool WaitUntilDue()
    {
        while (true)
        {
            long left;
            lock (_lock)
            {
                if (_disposed) return false;
                if (_next == Never)
                {
                    if (Monitor.Wait(_lock, _idleTime) || _next != Never) continue;
                    return _isAlive = false;
                }
                var now = TimeProvider.System.GetTimestamp();
                if (_next <= now)
                {
                    // A full fence: what was published before a request that is not sooner is seen by the callback.
                    Interlocked.Exchange(ref _next, Never);
                    return true;
                }
                left = _next - now;
                if (left > 2 * Millisecond || !_isPrecise)
                {
                    Monitor.Wait(_lock, (int)Math.Clamp(left / Millisecond - 1, 1, int.MaxValue));
                    continue;
                }
            }
            _isPrecise = Mechanisms.PreciseSleep && PreciseSleep.TrySleep(Math.Min(left, Piece));
        }
    }
}
