namespace InferenceKit.Comparison;

/// <summary>The elements of outputs that were compared, and by how much they differ. Mutable, for a field.</summary>
internal struct ElementCounts
{
    private DifferenceSum _absolute;
    private DifferenceSum _relative;

    public long Compared { get; private set; }

    public long PrimaryNaNs { get; private set; }

    public long ShadowNaNs { get; private set; }

    public readonly DifferenceSum Absolute => _absolute;

    public readonly DifferenceSum Relative => _relative;

    public void Count() => Compared++;

    /// <summary>Counts an element that may be no number.</summary>
    public void Count(double primary, double shadow)
    {
        Compared++;
        if (double.IsNaN(primary)) PrimaryNaNs++;
        if (double.IsNaN(shadow)) ShadowNaNs++;
    }

    /// <param name="difference">By how much an element differs.</param>
    /// <param name="magnitude">How large the primary's is. Where it is 0, only equal elements have a relative difference.</param>
    public void AddDifference(double difference, double magnitude)
    {
        _absolute.Add(difference);
        if (magnitude > 0) _relative.Add(Math.Min(difference / magnitude, double.MaxValue));
        else if (difference == 0) _relative.Add(0);
    }

    public void Add(in ElementCounts other)
    {
        _absolute.Add(other._absolute);
        _relative.Add(other._relative);
        Compared += other.Compared;
        PrimaryNaNs += other.PrimaryNaNs;
        ShadowNaNs += other.ShadowNaNs;
    }
}
