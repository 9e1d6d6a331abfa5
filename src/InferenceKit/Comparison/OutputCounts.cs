namespace InferenceKit.Comparison;

/// <summary>How far an output lies from the primary's: in one pair, or in all of them once they are added up. Not thread-safe.</summary>
internal sealed class OutputCounts
{
    private DifferenceSum _absolute;
    private DifferenceSum _relative;
    private DifferenceSum _overlap;
    private long _pairs;
    private long _within;
    private long _misshapen;
    private string? _firstMisshapen;
    private long _missingInShadow;
    private long _missingInPrimary;
    private long _elements;
    private long _primaryNaNs;
    private long _shadowNaNs;
    private long _labels;
    private long _labelsAgreed;
    private long _unlike;

    /// <summary>Of one pair: how far it lies apart.</summary>
    public double Distance { get; private set; }

    /// <summary>Of one pair: whether nothing of it is beyond tolerance.</summary>
    public bool IsWithin { get; private set; } = true;

    /// <summary>Begins anew.</summary>
    public void Clear()
    {
        (_absolute, _relative, _overlap) = (default, default, default);
        (_pairs, _within, _misshapen, _firstMisshapen) = (0, 0, 0, null);
        (_missingInShadow, _missingInPrimary) = (0, 0);
        (_elements, _primaryNaNs, _shadowNaNs) = (0, 0, 0);
        (_labels, _labelsAgreed, _unlike) = (0, 0, 0);
        (Distance, IsWithin) = (0, true);
    }

    public void AddReal(double primary, double shadow, Tolerance tolerance)
    {
        _elements++;
        if (double.IsNaN(primary)) _primaryNaNs++;
        if (double.IsNaN(shadow)) _shadowNaNs++;
        if (!double.IsFinite(primary) || !double.IsFinite(shadow))
        {
            // Not the operator: here NaN is NaN.
            if (!primary.Equals(shadow)) AddFar(double.PositiveInfinity);
            return;
        }
        // The difference of two doubles may be beyond them.
        var difference = Math.Min(Math.Abs(shadow - primary), double.MaxValue);
        AddDifference(difference, Math.Abs(primary));
        if (difference == 0) return;
        var allowed = tolerance.At(primary);
        if (difference > allowed) AddFar(difference / allowed);
        else Distance = Math.Max(Distance, difference / allowed);
    }

    /// <summary>A whole number: by how much it differs, and how large the primary's is.</summary>
    public void AddWhole(double difference, double magnitude)
    {
        _elements++;
        AddDifference(difference, magnitude);
        if (difference > 0) AddFar(1 + difference);
    }

    /// <summary>A text or a truth value.</summary>
    public void AddExact(bool isEqual)
    {
        _elements++;
        if (!isEqual) AddFar(1 + ++_unlike);
    }

    public void AddLabel(bool agrees)
    {
        _labels++;
        if (agrees) _labelsAgreed++;
    }

    public void AddOverlap(double part) => _overlap.Add(part);

    public void AddMisshapen(InferenceValue primary, InferenceValue shadow)
    {
        // A pair of sequences may have many items that do not fit.
        _misshapen = 1;
        _firstMisshapen ??= $"{primary} and {shadow}";
        AddFar(double.PositiveInfinity);
    }

    /// <summary>Both answers have the output, and it was compared.</summary>
    public void AddPair()
    {
        _pairs++;
        if (IsWithin) _within++;
    }

    public void AddMissingInShadow()
    {
        _missingInShadow++;
        AddFar(double.PositiveInfinity);
    }

    public void AddMissingInPrimary() => _missingInPrimary++;

    public void Add(OutputCounts pair)
    {
        _absolute.Add(pair._absolute);
        _relative.Add(pair._relative);
        _overlap.Add(pair._overlap);
        _pairs += pair._pairs;
        _within += pair._within;
        _misshapen += pair._misshapen;
        _firstMisshapen ??= pair._firstMisshapen;
        _missingInShadow += pair._missingInShadow;
        _missingInPrimary += pair._missingInPrimary;
        _elements += pair._elements;
        _primaryNaNs += pair._primaryNaNs;
        _shadowNaNs += pair._shadowNaNs;
        _labels += pair._labels;
        _labelsAgreed += pair._labelsAgreed;
    }

    public ShadowOutputReport Report(string name) => new(name)
    {
        Within = new(_within, _pairs),
        Misshapen = _misshapen,
        FirstMisshapen = _firstMisshapen,
        MissingInShadow = _missingInShadow,
        MissingInPrimary = _missingInPrimary,
        Elements = _elements,
        LargestAbsoluteDifference = _absolute.Largest,
        MeanAbsoluteDifference = _absolute.Mean,
        LargestRelativeDifference = _relative.Largest,
        MeanRelativeDifference = _relative.Mean,
        PrimaryNaNs = _primaryNaNs,
        ShadowNaNs = _shadowNaNs,
        Labels = new(_labelsAgreed, _labels),
        TopKOverlap = _overlap.Mean,
    };

    private void AddDifference(double difference, double magnitude)
    {
        _absolute.Add(difference);
        if (magnitude > 0) _relative.Add(Math.Min(difference / magnitude, double.MaxValue));
        else if (difference == 0) _relative.Add(0);
    }

    private void AddFar(double distance)
    {
        IsWithin = false;
        Distance = Math.Max(Distance, distance);
    }
}
