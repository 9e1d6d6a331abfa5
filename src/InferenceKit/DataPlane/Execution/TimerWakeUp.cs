namespace InferenceKit.DataPlane.Execution;

/// <summary>A wake-up by a timer of the clock, for clocks that are not the system's.</summary>
internal sealed class TimerWakeUp : WakeUp
{
    // Timers take no more than 49 days.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(30);

    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly Lock _lock = new();
    private long _next = Never;
    private bool _isFiring;
    private bool _disposed;

    public TimerWakeUp(TimeProvider time, Action callback, Action<Exception>? onFault = null)
        : base(callback, onFault)
    {
        _time = time;
        // The callback serves all threads that ask: it must not carry the execution context of the one that made this.
        using (ExecutionContext.SuppressFlow())
            _timer = time.CreateTimer(static wakeUp => ((TimerWakeUp)wakeUp!).Tick(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public override void At(long timestamp)
    {
        if (timestamp >= Volatile.Read(ref _next)) return;
        lock (_lock)
        {
            if (_disposed || timestamp >= _next) return;
            _next = timestamp;
            // The end of the callback sets the timer.
            if (!_isFiring) Arm();
        }
    }

    public override void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            _next = Never;
        }
        _timer.Dispose();
    }

    private void Tick()
    {
        lock (_lock)
        {
            // A timer that was set anew may have been on its way already.
            if (_disposed || _isFiring || _next == Never) return;
            if (_next > _time.GetTimestamp())
            {
                // Timers that cut off parts of milliseconds come early.
                Arm(wholeMilliseconds: true);
                return;
            }
            _isFiring = true;
            Interlocked.Exchange(ref _next, Never);
        }
        try
        {
            Fire();
        }
        finally
        {
            lock (_lock)
            {
                _isFiring = false;
                if (!_disposed && _next != Never) Arm();
            }
        }
    }

    private void Arm(bool wholeMilliseconds = false)
    {
        var now = _time.GetTimestamp();
        var left = _next <= now ? 0 : (Int128)(_next - now) * TimeSpan.TicksPerSecond;
        var unit = wholeMilliseconds ? TimeSpan.TicksPerMillisecond : 1;
        // Rounded up, so as not to come early; and never zero, at which a fake clock would call back from within the request.
        var ticks = (left / _time.TimestampFrequency + (left % _time.TimestampFrequency == 0 ? 0 : 1) + unit - 1) / unit * unit;
        _timer.Change(new TimeSpan((long)Int128.Clamp(ticks, 1, Longest.Ticks)), Timeout.InfiniteTimeSpan);
    }
}
