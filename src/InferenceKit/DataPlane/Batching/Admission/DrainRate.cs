namespace InferenceKit.DataPlane.Batching.Admission;

/// <summary>How many rows a queue gets through while it is never empty. Used under the scheduler's lock.</summary>
internal sealed class DrainRate(long second)
{
    // The first runs are slow, for code that is compiled and memory that is bound, and requests are refused by what is said here.
    private const int Few = 32;

    private double _ticksPerRow;
    private long _since;
    private int _rows;
    private long _firstTicks;
    private int _firstRows;

    /// <summary>Ticks a row, over all slots together; 0 while unknown.</summary>
    public double TicksPerRow => _firstRows >= Few || _firstTicks >= 2 * second ? _ticksPerRow : 0;

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
        if (TicksPerRow == 0)
        {
            (_firstTicks, _firstRows) = (_firstTicks + ticks, _firstRows + rows);
            _ticksPerRow = (double)_firstTicks / _firstRows;
            return;
        }
        // Small samples say little.
        _ticksPerRow += Math.Min(0.25, rows / 64.0) * ((double)ticks / rows - _ticksPerRow);
    }
}
