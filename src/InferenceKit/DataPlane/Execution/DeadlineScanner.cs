using System.Runtime.CompilerServices;
using InferenceKit.Runtime;

namespace InferenceKit.DataPlane.Execution;

/// <summary>
/// One timer for all deadlines: it looks over slots and queues, which are few, instead of arming a timer for each
/// request. It ticks while something runs or waits, and for a second more.
/// </summary>
internal sealed class DeadlineScanner : IDisposable
{
    // About a second: callers that come ten times a second need not start the timer anew each time, which costs 20 us.
    private const int IdleTicks = 50;

    private readonly ServingState _serving;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly Lock _lock = new();
    private readonly long _shortest;
    private readonly long _longest;
    private long _nextTick = long.MaxValue;
    private volatile bool _active;
    private int _idleTicks;
    private bool _disposed;

    public DeadlineScanner(ServingState serving, TimeProvider time)
    {
        _serving = serving;
        _time = time;
        _shortest = time.TimestampFrequency / 1000;
        _longest = time.TimestampFrequency / 50;
        // The timer must not carry the first caller's execution context to all others.
        using (ExecutionContext.SuppressFlow())
            _timer = time.CreateTimer(static s => ((DeadlineScanner)s!).Tick(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Called after a slot was rented: a full fence lies between, so that either this sees it stopped or the scanner sees the slot.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void NoteInlineRun()
    {
        if (!_active) Wake(long.MaxValue);
    }

    /// <summary>Somebody waits whom only the scanner can answer at this time.</summary>
    public void NoteWaiting(long deadline)
    {
        Interlocked.MemoryBarrier();
        if (!_active || deadline < Volatile.Read(ref _nextTick)) Wake(deadline);
    }

    public void Dispose()
    {
        lock (_lock) _disposed = true;
        _timer.Dispose();
    }

    private void Wake(long deadline)
    {
        lock (_lock)
        {
            if (_disposed) return;
            _active = true;
            Schedule(deadline, _time.GetTimestamp());
        }
    }

    private void Tick()
    {
        // Before the scan: who comes after it passed by must wake it anew.
        lock (_lock) _nextTick = long.MaxValue;
        var now = _time.GetTimestamp();
        var somethingRuns = Scan(now, out var next);
        lock (_lock)
        {
            if (_disposed) return;
            _idleTicks = somethingRuns ? 0 : _idleTicks + 1;
            if (_idleTicks >= IdleTicks)
            {
                _active = false;
                Interlocked.MemoryBarrier();
                // What was rented before the flag fell has not seen it fall.
                if (!Scan(now, out next)) return;
                _active = true;
            }
            Schedule(next, now);
        }
    }

    private void Schedule(long deadline, long now)
    {
        var wait = deadline == long.MaxValue ? _longest : Math.Clamp(deadline - now, _shortest, _longest);
        if (now + wait >= _nextTick) return;
        _nextTick = now + wait;
        _timer.Change(TimeSpan.FromMilliseconds(Math.Ceiling(wait * 1000.0 / _time.TimestampFrequency)), Timeout.InfiniteTimeSpan);
    }

    private bool Scan(long now, out long next)
    {
        var found = false;
        next = long.MaxValue;
        foreach (var version in _serving.LiveVersions)
        {
            foreach (var slot in version.Slots)
            {
                if (!slot.IsBusy) continue;
                found = true;
                if (slot.IsDue(now)) slot.StopIfDue(now);
                else next = Math.Min(next, slot.Deadline);
            }
            var queue = version.Queue;
            if (!queue.HasWaiting) continue;
            found = true;
            next = Math.Min(next, queue.NextLook <= now ? queue.Look(now) : queue.NextLook);
        }
        return found;
    }
}
