using InferenceKit.Comparison;
using InferenceKit.Serving;
using InferenceKit.Serving.Traffic;

namespace InferenceKit.DataPlane.Shadows;

/// <summary>
/// Keeps account of a shadow and its primary. Thread-safe. What requests' threads call takes no lock; the shadow's threads compare first, and lock
/// only to add up.
/// </summary>
internal sealed class ShadowTally(string model, string shadow, ShadowPolicy policy)
{
    private static readonly ShadowDrop[] Reasons = Enum.GetValues<ShadowDrop>();

    private readonly Lock _lock = new();
    private readonly ValueComparer _comparer = new(policy);
    private readonly long[] _dropped = new long[Reasons.Length];
    private PaddedLong _sampled;
    private ShadowSums _sums = new();

    /// <summary>Rows that were chosen.</summary>
    public long Sampled => Interlocked.Read(ref _sampled.Value);

    /// <summary>Rows that were chosen and not seen, for one reason.</summary>
    public long DroppedFor(ShadowDrop reason) => Interlocked.Read(ref _dropped[(int)reason]);

    /// <summary>A row was chosen for the shadow.</summary>
    public void AddSampled() => Interlocked.Increment(ref _sampled.Value);

    /// <summary>Rows that were chosen will not be seen.</summary>
    public void AddDropped(ShadowDrop reason, int count = 1) => Interlocked.Add(ref _dropped[(int)reason], count);

    /// <summary>Compares pairs for this tally; each thread has its own.</summary>
    public PairOutputs NewPair() => new(_comparer);

    /// <summary>Adds a request that both answered.</summary>
    /// <param name="pair">What was compared last counts.</param>
    /// <param name="primaryTime">How long the primary ran.</param>
    /// <param name="shadowTime">How long the shadow ran.</param>
    public ComparedPair Add(PairOutputs pair, TimeSpan primaryTime, TimeSpan shadowTime)
    {
        lock (_lock)
        {
            _sums.Outputs.Add(pair);
            _sums.Latency.Add(primaryTime, shadowTime);
        }
        return pair.Result;
    }

    /// <summary>Adds a request that one of them, or both, did not answer.</summary>
    /// <param name="primaryFailed">Whether the primary failed.</param>
    /// <param name="ofShadow">Why the shadow failed; null where it answered.</param>
    public ComparedPair AddFailure(bool primaryFailed, InferenceFailure? ofShadow)
    {
        lock (_lock) _sums.AddFailures(primaryFailed, ofShadow?.Error);
        var areAlike = primaryFailed == ofShadow is not null;
        return new(areAlike, areAlike ? 0 : double.PositiveInfinity);
    }

    /// <summary>Adds two answers of the primary to the same request.</summary>
    public void AddNoise(PairOutputs pair)
    {
        lock (_lock) _sums.Noise.Add(pair);
    }

    /// <summary>What a comparer of typed answers says of one pair.</summary>
    public void AddTyped(string comparer, bool agrees)
    {
        lock (_lock) _sums.AddTyped(comparer, agrees);
    }

    public ShadowReport Report()
    {
        lock (_lock)
        {
            return new(model, shadow)
            {
                Sampled = Sampled,
                Dropped = Reasons.ToDictionary(reason => reason, DroppedFor).AsReadOnly(),
                EqualAgreement = _sums.Outputs.Equal,
                Outputs = _sums.Outputs.Report(),
                NoiseAgreement = _sums.Noise.Equal,
                NoiseOutputs = _sums.Noise.Report(),
                Comparers = _sums.Comparers,
                OnlyPrimaryFailed = _sums.OnlyPrimaryFailed,
                OnlyShadowFailed = _sums.OnlyShadowFailed,
                BothFailed = _sums.BothFailed,
                ShadowFailures = _sums.Failures,
                Latency = _sums.Latency.Report(),
            };
        }
    }

    /// <summary>Begins anew. Pairs that are being compared count from here on.</summary>
    public void Reset()
    {
        lock (_lock) _sums = new();
        Interlocked.Exchange(ref _sampled.Value, 0);
        foreach (ref var dropped in _dropped.AsSpan()) Interlocked.Exchange(ref dropped, 0);
    }
}
