namespace InferenceKit.Testing.Conformance;

/// <summary>Counts answers, and keeps the first differences of each way. Thread-safe.</summary>
internal sealed class DifferenceLog
{
    private const int KeptOfWay = 100;

    private readonly Lock _lock = new();
    private readonly List<ConformanceDifference> _differences = [];
    private readonly Dictionary<string, int> _ofWay = [];
    private long _answers;
    private long _failures;
    private long _differing;

    /// <summary>Counts an answer.</summary>
    /// <param name="way">How it was asked for.</param>
    /// <param name="sample">The sample.</param>
    /// <param name="difference">What differed; null for nothing.</param>
    /// <param name="isFailure">Whether it failed, as it has to where nothing differs.</param>
    public void Add(string way, int sample, string? difference, bool isFailure = false)
    {
        // Nearly all answers are right. They take no lock, which would put the callers under test in order.
        Interlocked.Increment(ref _answers);
        if (isFailure) Interlocked.Increment(ref _failures);
        if (difference is null) return;
        lock (_lock)
        {
            _differing++;
            var before = _ofWay.GetValueOrDefault(way);
            _ofWay[way] = before + 1;
            if (before < KeptOfWay) _differences.Add(new(way, sample, difference));
        }
    }

    public ConformanceResult ToResult()
    {
        lock (_lock) return new(Interlocked.Read(ref _answers), Interlocked.Read(ref _failures), _differing, [.. _differences]);
    }
}
