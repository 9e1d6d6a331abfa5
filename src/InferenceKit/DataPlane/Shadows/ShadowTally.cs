using InferenceKit.Runtime.Routing;

namespace InferenceKit.DataPlane.Shadows;

/// <summary>
/// Keeps account of a shadow and its primary. Thread-safe. What requests' threads call takes no lock; what the shadow's threads call compares
/// first and locks only to add up.
/// </summary>
internal sealed class ShadowTally(string model, string shadow, ShadowPolicy policy)
{
    private static readonly ShadowDrop[] Reasons = Enum.GetValues<ShadowDrop>();

    private readonly Lock _lock = new();
    private readonly ValueComparer _comparer = new(policy);
    private readonly long[] _dropped = new long[Reasons.Length];
    private long _sampled;
    private ShadowSums _sums = new();

    /// <summary>Rows that were chosen.</summary>
    public long Sampled => Interlocked.Read(ref _sampled);

    /// <summary>Rows that were chosen and not seen, for one reason.</summary>
    public long DroppedFor(ShadowDrop reason) => Interlocked.Read(ref _dropped[(int)reason]);

    /// <summary>A row was chosen for the shadow.</summary>
    public void AddSampled() => Interlocked.Increment(ref _sampled);

    /// <summary>Rows that were chosen will not be seen.</summary>
    public void AddDropped(ShadowDrop reason, int count = 1) => Interlocked.Add(ref _dropped[(int)reason], count);

    /// <summary>Compares two answers to the same request. Both, or their failures, are only read, and not kept.</summary>
    /// <param name="primary">The primary's outputs; null where it failed.</param>
    /// <param name="shadow">The shadow's outputs; null where it failed.</param>
    /// <param name="primaryFailure">Why the primary failed.</param>
    /// <param name="shadowFailure">Why the shadow failed.</param>
    /// <param name="primaryTime">How long the primary ran; counts where both answered.</param>
    /// <param name="shadowTime">How long the shadow ran.</param>
    /// <param name="hasRows">Whether the first dimension of a tensor counts rows, as in what a model gives; false for one row taken out of it.</param>
    public Comparison Add(
        IReadOnlyList<NamedValue>? primary, IReadOnlyList<NamedValue>? shadow, InferenceFailure? primaryFailure, InferenceFailure? shadowFailure,
        TimeSpan primaryTime, TimeSpan shadowTime, bool hasRows = true)
    {
        var primaryFailed = primary is null || primaryFailure is not null;
        var shadowFailed = shadow is null || shadowFailure is not null;
        if (primaryFailed || shadowFailed)
        {
            lock (_lock) _sums.AddFailures(primaryFailed, shadowFailed ? shadowFailure?.Error ?? InferenceError.ExecutionFailed : null);
            return new(primaryFailed == shadowFailed, primaryFailed == shadowFailed ? 0 : double.PositiveInfinity);
        }
        var pair = new PairOutputs(_comparer, primary!, shadow!, hasRows);
        lock (_lock)
        {
            _sums.Outputs.Add(pair);
            _sums.Latency.Add(primaryTime, shadowTime);
        }
        return pair.Result;
    }

    /// <summary>Compares two answers of the primary to the same request.</summary>
    public void AddNoise(IReadOnlyList<NamedValue> primary, IReadOnlyList<NamedValue> again, bool hasRows = true)
    {
        var pair = new PairOutputs(_comparer, primary, again, hasRows);
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
        Interlocked.Exchange(ref _sampled, 0);
        foreach (ref var dropped in _dropped.AsSpan()) Interlocked.Exchange(ref dropped, 0);
    }
}
