using InferenceKit.Comparison;

namespace InferenceKit.DataPlane.Shadows;

/// <summary>What pairs came to since the last reset, but for rows that never came to a pair. Not thread-safe.</summary>
internal sealed class ShadowSums
{
    /// <summary>Comparers have names from code; a name for every request would be a mistake, and stops here.</summary>
    public const int MostComparers = 64;

    private readonly SortedDictionary<string, Agreement> _comparers = new(StringComparer.Ordinal);
    private readonly SortedDictionary<InferenceError, long> _failures = [];

    public OutputTotals Outputs { get; } = new();

    public OutputTotals Noise { get; } = new();

    public LatencyPairs Latency { get; } = new();

    public long OnlyPrimaryFailed { get; private set; }

    public long OnlyShadowFailed { get; private set; }

    public long BothFailed { get; private set; }

    public IReadOnlyDictionary<string, Agreement> Comparers => new Dictionary<string, Agreement>(_comparers).AsReadOnly();

    public IReadOnlyDictionary<InferenceError, long> Failures => new Dictionary<InferenceError, long>(_failures).AsReadOnly();

    public void AddFailures(bool primaryFailed, InferenceError? ofShadow)
    {
        if (ofShadow is { } error) _failures[error] = _failures.GetValueOrDefault(error) + 1;
        if (primaryFailed && ofShadow is not null) BothFailed++;
        else if (primaryFailed) OnlyPrimaryFailed++;
        else OnlyShadowFailed++;
    }

    public void AddTyped(string comparer, bool agrees)
    {
        if (!_comparers.TryGetValue(comparer, out var sum) && _comparers.Count == MostComparers) return;
        _comparers[comparer] = new(sum.Agreed + (agrees ? 1 : 0), sum.Of + 1);
    }
}
