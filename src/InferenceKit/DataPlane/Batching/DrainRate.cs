namespace InferenceKit.DataPlane.Batching;

/// <summary>How many rows a queue gets through while it is never empty. Used under the scheduler's lock.</summary>
internal sealed class DrainRate
{
    private double _ticksPerRow;
    private long _since;
    private int _rows;

    /// <summary>Ticks a row, over all places together; 0 while unknown.</summary>
    public double TicksPerRow => _ticksPerRow;

    /// <summary>Rows were done, and more wait, or none do.</summary>
    public void Note(int rows, bool moreWait, long now)
    {
        if (_since > 0 && (_rows += rows) > 0 && now > _since)
        {
            var seen = (double)(now - _since) / _rows;
            // Small samples say little.
            var weight = Math.Min(0.25, _rows / 64.0);
            _ticksPerRow = _ticksPerRow == 0 ? seen : _ticksPerRow + weight * (seen - _ticksPerRow);
            _rows = 0;
        }
        _since = moreWait ? now : 0;
    }
}
