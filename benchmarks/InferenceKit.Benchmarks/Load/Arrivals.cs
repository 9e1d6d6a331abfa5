namespace InferenceKit.Benchmarks.Load;

/// <summary>Goes through a schedule once.</summary>
internal abstract class Arrivals(double seconds)
{
    private double _at;

    protected double Seconds => seconds;

    /// <summary>Seconds from the start of the run to the next request; false when there is none left.</summary>
    public bool TryNext(out double at)
    {
        at = _at = After(_at);
        return at < seconds;
    }

    /// <param name="last">When the request before was meant to start; 0 at first.</param>
    protected abstract double After(double last);
}
