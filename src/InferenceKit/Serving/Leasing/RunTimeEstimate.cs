namespace InferenceKit.Serving.Leasing;

/// <summary>
/// The 99th percentile of a version's run time, learnt from live runs: each run above the estimate raises it 99 times
/// as much as each below lowers it. Updates race without harm.
/// </summary>
internal sealed class RunTimeEstimate(long expected)
{
    private long _p99 = Math.Max(expected, 1);
    private bool _overran;

    /// <summary>In ticks of the time provider.</summary>
    public long P99 => Volatile.Read(ref _p99);

    /// <summary>Whether an inline run once outlived its caller's deadline.</summary>
    public bool HasOverrun => Volatile.Read(ref _overran);

    public void MarkOverrun() => Volatile.Write(ref _overran, true);

    public void Add(long ticks)
    {
        var p99 = _p99;
        if (ticks > p99) _p99 = p99 + Math.Max(p99 >> 5, 1);
        // A lowering too small for an integer is made now and then instead, by the low bits of the measurement.
        else if ((ticks & 31) == 0) _p99 = Math.Max(1, p99 - Math.Max(p99 >> 7, 1));
    }
}
