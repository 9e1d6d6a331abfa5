using InferenceKit.DataPlane.Execution;

namespace InferenceKit.DataPlane.Batching.Admission;

/// <summary>
/// Remembers whether callers pile up. Where every arrival that finds a free slot ran at once, all cores would always be inside runs of one
/// row and no two requests would ever meet; so a backlog of the thread pool, or of arrivals that found no free slot, makes arrivals go to the
/// queue, until runs of one row outnumber all rows that shared a run, by eight. What was left soon is entered again late. Used under the
/// scheduler's lock.
/// </summary>
internal sealed class BacklogSwitch(long frequency)
{
    private const int Singles = 8;
    private long _backOff = frequency / 1000;
    private long _enteredAt;
    private long _notBefore;
    private int _singles;

    public bool IsOn { get; private set; }

    /// <summary>There is a backlog.</summary>
    /// <param name="now">The clock.</param>
    /// <param name="isLarge">Whether it is too large to wait for anything: alone, so many rows would only become more.</param>
    public void Note(long now, bool isLarge = false)
    {
        if (!Mechanisms.BacklogSwitch || IsOn || (now < _notBefore && !isLarge)) return;
        (IsOn, _enteredAt, _singles) = (true, now, 0);
    }

    /// <summary>A run of so many rows was taken from the queue.</summary>
    public void NoteRun(int rows, long now)
    {
        if (!IsOn) return;
        _singles = rows > 1 ? Math.Max(0, _singles - rows) : _singles + 1;
        if (_singles >= Singles) Leave(now);
    }

    public void Leave(long now)
    {
        if (!IsOn) return;
        IsOn = false;
        _backOff = now - _enteredAt < 10 * _backOff ? Math.Min(_backOff * 2, frequency / 10) : frequency / 1000;
        _notBefore = now + _backOff;
    }
}
