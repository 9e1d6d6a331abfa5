namespace InferenceKit.DataPlane.Shadows;

/// <summary>Two answers, output by output. Made outside of any lock: outputs may be large.</summary>
internal sealed class PairOutputs
{
    private readonly List<(string Name, OutputCounts Counts)> _outputs;

    public PairOutputs(ValueComparer comparer, IReadOnlyList<NamedValue> primary, IReadOnlyList<NamedValue> shadow, bool hasRows)
    {
        _outputs = new(primary.Count);
        var (isEqual, distance) = (true, 0.0);
        foreach (var (name, value) in primary)
        {
            var counts = Begin(name);
            if (Find(shadow, name) is { } other)
            {
                comparer.Compare(value, other, hasRows, counts);
                counts.AddPair();
            }
            else
            {
                counts.AddMissingInShadow();
            }
            (isEqual, distance) = (isEqual && counts.IsWithin, Math.Max(distance, counts.Distance));
        }
        foreach (var (name, _) in shadow)
            if (Find(primary, name) is null) Begin(name).AddMissingInPrimary();
        Result = new(isEqual, distance);
    }

    public Comparison Result { get; }

    public IReadOnlyList<(string Name, OutputCounts Counts)> Outputs => _outputs;

    private OutputCounts Begin(string name)
    {
        var counts = new OutputCounts();
        _outputs.Add((name, counts));
        return counts;
    }

    private static InferenceValue? Find(IReadOnlyList<NamedValue> values, string name)
    {
        for (var i = 0; i < values.Count; i++)
            if (values[i].Name == name) return values[i].Value;
        return null;
    }
}
