namespace InferenceKit.Comparison;

/// <summary>The largest and the mean of differences, none of which is negative. Mutable, for a field.</summary>
internal struct DifferenceSum
{
    private long _count;
    private double _largest;
    private double _sum;

    public readonly double? Largest => _count == 0 ? null : _largest;

    public readonly double? Mean => _count == 0 ? null : _sum / _count;

    public void Add(double difference)
    {
        _count++;
        _largest = Math.Max(_largest, difference);
        _sum += difference;
    }

    public void Add(in DifferenceSum other)
    {
        _count += other._count;
        _largest = Math.Max(_largest, other._largest);
        _sum += other._sum;
    }
}
