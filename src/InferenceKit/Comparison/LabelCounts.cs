namespace InferenceKit.Comparison;

/// <summary>How often rows got the same label, and how much their largest elements overlap. Mutable, for a field.</summary>
internal struct LabelCounts
{
    private DifferenceSum _overlap;
    private long _labels;
    private long _agreed;

    public readonly Agreement Agreement => new(_agreed, _labels);

    public readonly double? MeanOverlap => _overlap.Mean;

    public void Add(bool agrees)
    {
        _labels++;
        if (agrees) _agreed++;
    }

    public void AddOverlap(double part) => _overlap.Add(part);

    public void Add(in LabelCounts other)
    {
        _overlap.Add(other._overlap);
        _labels += other._labels;
        _agreed += other._agreed;
    }
}
