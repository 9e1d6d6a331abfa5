
namespace InferenceKit.ControlPlane.Lifecycle.Loading.Trials;

/// <summary>
/// Judges pairs of measurements, each with an arena and without. The arena stays unless a clear majority of pairs says that
/// runs are more than a tenth faster without: single pairs on a busy machine say anything.
/// </summary>
internal sealed class ArenaVerdict
{
    private const int Needed = 16;
    private const int MostAgainst = 4;
    private const double Gain = 1.1;

    private readonly RunTimes _with = new(Needed);
    private readonly RunTimes _without = new(Needed);
    private int _against;

    public int Pairs => _with.Count;

    /// <summary>Whether another pair could make a difference.</summary>
    public bool IsOpen => Pairs < Needed && _against <= MostAgainst;

    public bool IsBetterWithout => Pairs == Needed && _against <= MostAgainst;

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
        if (with <= Gain * without) _against++;
    }
}
