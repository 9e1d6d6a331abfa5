namespace InferenceKit.Soak.Measuring;

/// <summary>How long requests took since it was last read. Thread-safe.</summary>
internal sealed class LatencyWindow
{
    private readonly Lock _lock = new();
    private List<double> _filling = [];
    private List<double> _other = [];

    public void Add(TimeSpan latency)
    {
        lock (_lock)
            _filling.Add(latency.TotalMicroseconds);
    }

    /// <returns>p50 and p99 in microseconds by nearest rank; not numbers where nothing was asked.</returns>
    public (double P50, double P99) Read()
    {
        List<double> full;
        lock (_lock)
        {
            full = _filling;
            (_filling, _other) = (_other, _filling);
            _filling.Clear();
        }

        if (full.Count == 0)
            return (double.NaN, double.NaN);
        full.Sort();
        return (At(0.5), At(0.99));

        double At(double part) => full[Math.Max(0, (int)Math.Ceiling(part * full.Count) - 1)];
    }
}
