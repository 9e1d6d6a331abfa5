namespace InferenceKit.ControlPlane.Lifecycle;

/// <summary>
/// Judges pairs of measurements with and without an arena. It stays where it is unless the gain is clear: in the median of
/// all, and in the sign of all but one.
/// </summary>
internal sealed class ArenaVerdict
{
    private const int Needed = 6;
    private const double Gain = 1.1;

    private readonly RunTimes _with = new(Needed);
    private readonly RunTimes _without = new(Needed);
    private int _against;

    public int Pairs => _with.Count;

    /// <summary>Whether another pair could make a difference.</summary>
    public bool IsOpen => Pairs < Needed && _against < 2;

    public bool IsBetterWithout => Pairs == Needed && _against < 2 && WithArena > Gain * Without;

    /// <summary>The median so far.</summary>
    public long WithArena => _with.Median();

    /// <summary>The median so far.</summary>
    public long Without => _without.Median();

    /// <param name="with">Time for some number of runs with an arena.</param>
    /// <param name="without">And for as many without.</param>
    public void Add(long with, long without)
    {
        _with.Add(with);
        _without.Add(without);
        if (with <= without) _against++;
    }
}
