namespace InferenceKit.Benchmarks.Load;

/// <summary>Goes through a schedule once.</summary>
internal sealed class Arrivals(double perSecond, double seconds, Random? random)
{
    private double _at;
    private int _count;

    /// <summary>Seconds from the start of the run to the next request; false when there is none left.</summary>
    public bool TryNext(out double at)
    {
        if (random is null)
            _at = _count / perSecond;
        else
            _at -= Math.Log(1 - random.NextDouble()) / perSecond;
        _count++;
        at = _at;
        return _at < seconds;
    }
}
