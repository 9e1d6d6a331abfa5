namespace InferenceKit.DataPlane.Batching.Sizing;

/// <summary>
/// Runs rows alone for a moment, although sharing pays, so that the time of one row is known anew: it changes with the machine, and where rows
/// share runs all the time it would never be seen again. Used under the scheduler's lock.
/// </summary>
internal sealed class SingleRowProbe(long second)
{
    private const int Runs = 12;

    private int _left;
    private long _seenAt;

    /// <summary>Whether rows run alone now.</summary>
    public bool IsOn => _left > 0;

    /// <summary>Begins, where no row has run alone for a second.</summary>
    public void BeginIfDue(long now)
    {
        if (now - _seenAt > second && !IsOn) _left = Runs;
    }

    /// <summary>A row ran alone.</summary>
    /// <returns>Whether the probe has ended with it.</returns>
    public bool Note(long now)
    {
        _seenAt = now;
        return IsOn && --_left == 0;
    }

    /// <summary>Ends it.</summary>
    public void End() => _left = 0;
}
