namespace InferenceKit.DataPlane.Batching.Admission;

/// <summary>How many rows a queue gets through while it is never empty. Used under the scheduler's lock.</summary>
/// <remarks>
/// An average over the last tenth of a second or so, in which each stretch of time counts as long as it took. A thread that waits 30 ms for a core
/// says nothing of the model: were each run a sample of its own, one such run of a model of 3 us would make the queue look a hundred times slower
/// than it is, and requests would be refused that have time enough.
/// </remarks>
internal sealed class DrainRate(long second)
{
    // The first runs are slow, for code that is compiled and memory that is bound, and requests are refused by what is said here.
    private const int Few = 32;

    private readonly double _window = second / 10.0;
    private double _ticks;
    private double _rowsDone;
    private long _since;
    private int _rows;
    private long _firstTicks;
    private long _firstRows;

    /// <summary>Ticks a row, over all slots together; 0 while unknown.</summary>
    public double TicksPerRow => IsKnown ? _ticks / _rowsDone : 0;

    private bool IsKnown => (_firstRows >= Few && _firstTicks >= _window / 2) || _firstTicks >= 2 * second;

    /// <summary>Rows were done, and more wait, or none do.</summary>
    public void Note(int rows, bool moreWait, long now)
    {
        if (_since > 0 && (_rows += rows) > 0 && now > _since)
        {
            Add(now - _since, _rows);
            _rows = 0;
        }
        _since = moreWait ? now : 0;
    }

    private void Add(long ticks, int rows)
    {
        if (!IsKnown) (_firstTicks, _firstRows) = (_firstTicks + ticks, _firstRows + rows);
        // What is older counts the less, the longer this took.
        var kept = _window / (_window + ticks);
        (_ticks, _rowsDone) = (_ticks * kept + ticks, _rowsDone * kept + rows);
    }
}
