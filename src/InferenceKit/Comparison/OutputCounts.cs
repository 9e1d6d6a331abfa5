namespace InferenceKit.Comparison;

/// <summary>How far an output lies from the primary's: in one pair, or in all of them once they are added up. Not thread-safe.</summary>
internal sealed class OutputCounts
{
    private PairCounts _pairs;
    private ElementCounts _elements;
    private LabelCounts _labels;
    private long _unlike;

    /// <summary>Of one pair: how far it lies apart.</summary>
    public double Distance { get; private set; }

    /// <summary>Of one pair: whether nothing of it is beyond tolerance.</summary>
    public bool IsWithin { get; private set; } = true;

    /// <summary>Begins anew.</summary>
    public void Clear()
    {
        (_pairs, _elements, _labels, _unlike) = (default, default, default, 0);
        (Distance, IsWithin) = (0, true);
    }

    public void AddReal(double primary, double shadow, Tolerance tolerance)
    {
        _elements.Count(primary, shadow);
        if (!double.IsFinite(primary) || !double.IsFinite(shadow))
        {
            // Equals and not the operator, because NaN must equal NaN here.
            if (!primary.Equals(shadow)) AddFar(double.PositiveInfinity);
            return;
        }
        // The difference of two doubles may be beyond the range of a double.
        var difference = Math.Min(Math.Abs(shadow - primary), double.MaxValue);
        _elements.AddDifference(difference, Math.Abs(primary));
        if (difference == 0) return;
        var allowed = tolerance.At(primary);
        if (difference > allowed) AddFar(difference / allowed);
        else Distance = Math.Max(Distance, difference / allowed);
    }

    /// <summary>A whole number: by how much it differs, and how large the primary's is.</summary>
    public void AddWhole(double difference, double magnitude)
    {
        _elements.Count();
        _elements.AddDifference(difference, magnitude);
        if (difference > 0) AddFar(1 + difference);
    }

    /// <summary>A text or a truth value.</summary>
    public void AddExact(bool isEqual)
    {
        _elements.Count();
        if (!isEqual) AddFar(1 + ++_unlike);
    }

    public void AddLabel(bool agrees) => _labels.Add(agrees);

    public void AddOverlap(double part) => _labels.AddOverlap(part);

    public void AddWrongShape(InferenceValue primary, InferenceValue shadow)
    {
        _pairs.MarkWrongShape(primary, shadow);
        AddFar(double.PositiveInfinity);
    }

    /// <summary>Both answers have the output, and it was compared.</summary>
    public void AddPair() => _pairs.Add(IsWithin);

    public void AddMissingInShadow()
    {
        _pairs.AddMissingInShadow();
        AddFar(double.PositiveInfinity);
    }

    public void AddMissingInPrimary() => _pairs.AddMissingInPrimary();

    public void Add(OutputCounts pair)
    {
        _pairs.Add(pair._pairs);
        _elements.Add(pair._elements);
        _labels.Add(pair._labels);
    }

    public ShadowOutputReport Report(string name) => new(name)
    {
        Within = _pairs.Within,
        Misshapen = _pairs.WrongShape,
        FirstMisshapen = _pairs.FirstWrongShape,
        MissingInShadow = _pairs.MissingInShadow,
        MissingInPrimary = _pairs.MissingInPrimary,
        Elements = _elements.Compared,
        LargestAbsoluteDifference = _elements.Absolute.Largest,
        MeanAbsoluteDifference = _elements.Absolute.Mean,
        LargestRelativeDifference = _elements.Relative.Largest,
        MeanRelativeDifference = _elements.Relative.Mean,
        PrimaryNaNs = _elements.PrimaryNaNs,
        ShadowNaNs = _elements.ShadowNaNs,
        Labels = _labels.Agreement,
        TopKOverlap = _labels.MeanOverlap,
    };

    private void AddFar(double distance)
    {
        IsWithin = false;
        Distance = Math.Max(Distance, distance);
    }
}
