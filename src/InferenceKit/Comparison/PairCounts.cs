namespace InferenceKit.Comparison;

/// <summary>Pairs of answers by how they compare in one output. Mutable, for a field.</summary>
internal struct PairCounts
{
    private long _pairs;
    private long _within;

    /// <summary>Pairs within tolerance, of all that both had the output.</summary>
    public readonly Agreement Within => new(_within, _pairs);

    /// <summary>Pairs whose kinds, element types, shapes or keys differ.</summary>
    public long WrongShape { get; private set; }

    /// <summary>The first such pair; null without one.</summary>
    public string? FirstWrongShape { get; private set; }

    public long MissingInShadow { get; private set; }

    public long MissingInPrimary { get; private set; }

    public void Add(bool isWithin)
    {
        _pairs++;
        if (isWithin) _within++;
    }

    public void MarkWrongShape(InferenceValue primary, InferenceValue shadow)
    {
        // Not added up: sequences of one pair may have many items of different shapes.
        WrongShape = 1;
        FirstWrongShape ??= $"{primary} and {shadow}";
    }

    public void AddMissingInShadow() => MissingInShadow++;

    public void AddMissingInPrimary() => MissingInPrimary++;

    public void Add(in PairCounts other)
    {
        _pairs += other._pairs;
        _within += other._within;
        WrongShape += other.WrongShape;
        FirstWrongShape ??= other.FirstWrongShape;
        MissingInShadow += other.MissingInShadow;
        MissingInPrimary += other.MissingInPrimary;
    }
}
