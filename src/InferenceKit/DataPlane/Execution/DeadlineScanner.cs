using System.Runtime.CompilerServices;
using InferenceKit.Serving;
using InferenceKit.Serving.Leasing;

namespace InferenceKit.DataPlane.Execution;

/// <summary>
/// One wake-up for all deadlines: it looks over slots and queues, which are few, instead of arming a timer for each
/// request. It ticks while something runs or waits, and for a second more.
/// </summary>
internal sealed class DeadlineScanner : IDisposable
{
    // About a second: callers that come ten times a second need not start it anew each time, which costs 20 us.
    private const int IdleTicks = 50;

    /// <summary>A run that has not ended so long after it was asked to stop is given up.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly ServingState _serving;
    private readonly TimeProvider _time;
    private readonly WakeUp _wakeUp;
    private readonly long _shortest;
    private readonly long _longest;
    private readonly long _patience;
    private volatile bool _active;
    // Runs or requests came since the last tick.
    private volatile bool _isFresh;
    private int _idleTicks;

    private readonly Action<Exception>? _onFault;

    /// <param name="serving">Whose slots and queues it scans.</param>
    /// <param name="time">The clock of all deadlines.</param>
    /// <param name="onFault">Told what the scan of a version threw, which is a bug; the other versions are scanned all the same.</param>
    public DeadlineScanner(ServingState serving, TimeProvider time, Action<Exception>? onFault = null)
    {
        _serving = serving;
        _onFault = onFault;
        _time = time;
        _shortest = time.TimestampFrequency / 2000;
        _longest = time.TimestampFrequency / 50;
        _patience = (long)(Patience.TotalSeconds * time.TimestampFrequency);
        _wakeUp = WakeUp.Create(time, Tick);
    }

    /// <summary>Called after a slot was rented: a full fence lies between, so that either this sees it stopped or the scanner sees the slot.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void NoteInlineRun()
    {
        if (!_active) Activate();
    }

    /// <summary>A request waits that only the scanner can answer at this time.</summary>
    public void NoteWaiting(long deadline)
    {
        Interlocked.MemoryBarrier();
        if (!_active) Activate();
        _wakeUp.At(deadline);
    }

    /// <summary>As above, of one that was made visible with a full fence.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void NoteQueued(long deadline)
    {
        if (!_active) Activate();
        _wakeUp.At(deadline);
    }

    public void Dispose() => _wakeUp.Dispose();

    private void Activate()
    {
        // It counts its idle ticks from here, or it would fall asleep again with its next one.
        _isFresh = true;
        _active = true;
        _wakeUp.At(_time.GetTimestamp() + _longest);
    }

    private void Tick()
    {
        var now = _time.GetTimestamp();
        _idleTicks = Scan(now, out var next) || _isFresh ? 0 : _idleTicks + 1;
        _isFresh = false;
        if (_idleTicks >= IdleTicks)
        {
            _active = false;
            Interlocked.MemoryBarrier();
            // What was rented before the flag fell has not seen it fall.
            if (!Scan(now, out next)) return;
            _active = true;
        }
        _wakeUp.At(now + Math.Clamp(next - now, _shortest, _longest));
    }

    private bool Scan(ReadOnlySpan<Slot> slots, long now, ref long next)
    {
        var found = false;
        foreach (var slot in slots)
        {
            if (!slot.IsBusy) continue;
            found = true;
            if (slot.IsDue(now)) slot.StopIfDue(now);
            else next = Math.Min(next, slot.End);
            if (slot.IsStuck(now - _patience)) slot.AbandonIfStuck(now - _patience, now);
        }
        return found;
    }

    private bool Scan(long now, out long next)
    {
        var found = false;
        next = long.MaxValue;
        foreach (var version in _serving.LiveVersions)
        {
            try
            {
                found |= Scan(version, now, ref next);
            }
#pragma warning disable CA1031 // Every deadline of the process depends on this thread: a fault in one version must not end it, or the process.
            catch (Exception fault)
            {
                found = true;
                _onFault?.Invoke(fault);
            }
#pragma warning restore CA1031
        }
        return found;
    }

    private bool Scan(ServedVersion version, long now, ref long next)
    {
        var found = Scan(version.Slots, now, ref next) | Scan(version.ShadowSlots, now, ref next);
        var queue = version.Queue;
        if (!queue.HasWaiting) return found;
        next = Math.Min(next, queue.NextCheck <= now ? queue.Check(now) : queue.NextCheck);
        return true;
    }
}
