using InferenceKit.Sessions.Rows;

namespace InferenceKit.Comparison;

/// <summary>
/// Compares two answers output by output, outside of any lock, as outputs may be large. For one thread, and one pair after the other: what one
/// needed the next one uses.
/// </summary>
internal sealed class PairOutputs(ValueComparer comparer)
{
    private readonly List<string> _names = [];
    private readonly List<OutputCounts> _counts = [];
    private int _inBoth;
    private bool _isEqual;
    private double _distance;

    /// <summary>What the last pair came to.</summary>
    public ComparedPair Result => new(_isEqual, _distance);

    /// <summary>The last pair's outputs.</summary>
    public int Count => _names.Count;

    public string NameOf(int output) => _names[output];

    public OutputCounts CountsOf(int output) => _counts[output];

    /// <summary>Compares values.</summary>
    /// <param name="primary">The primary's.</param>
    /// <param name="shadow">The shadow's.</param>
    /// <param name="hasRows">Whether the first dimension of a tensor counts rows, as in what a model gives; false for one row taken out of it.</param>
    public void Compare(IReadOnlyList<NamedValue> primary, IReadOnlyList<NamedValue> shadow, bool hasRows)
    {
        Clear();
        foreach (var (name, value) in primary) AddValue(name, value, Find(shadow, name), hasRows);
        // Ends at once in the usual case, because every output of the shadow was found above.
        for (var i = 0; i < shadow.Count && _inBoth < shadow.Count; i++) AddIfMissing(shadow[i].Name);
    }

    /// <summary>Compares a row with the first one of a run, where it lies.</summary>
    public void Compare(in RowCopy primary, RowBatch shadow)
    {
        Clear();
        foreach (ref readonly var part in primary.Parts)
        {
            if (shadow.Signature.TryIndexOfOutput(part.Name, out var output) && IsAlike(part, shadow.Outputs[output]))
            {
                var counts = Begin(part.Name);
                comparer.Compare(part.ElementType, part.Shape, primary.BytesOf(part), shadow.Outputs[output].RowBytes(0), counts);
                EndPair(counts);
            }
            else AddValue(part.Name, primary.ValueOf(part), Find(shadow, part.Name), hasRows: false);
        }
        foreach (var (name, value) in primary.Others) AddValue(name, value, Find(shadow, name), hasRows: false);
        for (var i = 0; i < shadow.Outputs.Length && _inBoth < shadow.Outputs.Length; i++) AddIfMissing(shadow.Outputs[i].Spec.Name);
    }

    private static bool IsAlike(in RowPart part, OutputRows rows) => rows.PlainType == part.ElementType && rows.RowShape.SequenceEqual(part.Shape);

    private static InferenceValue? Find(IReadOnlyList<NamedValue> values, string name)
    {
        for (var i = 0; i < values.Count; i++)
            if (values[i].Name == name) return values[i].Value;
        return null;
    }

    private static InferenceValue? Find(RowBatch row, string name) => row.Signature.TryIndexOfOutput(name, out var output) ? row.GetValue(output, 0) : null;

    private void AddValue(string name, InferenceValue primary, InferenceValue? shadow, bool hasRows)
    {
        var counts = Begin(name);
        if (shadow is null)
        {
            counts.AddMissingInShadow();
            Weigh(counts);
            return;
        }
        comparer.Compare(primary, shadow, hasRows, counts);
        EndPair(counts);
    }

    private void AddIfMissing(string name)
    {
        if (!_names.Contains(name)) Begin(name).AddMissingInPrimary();
    }

    private void Clear()
    {
        _names.Clear();
        (_inBoth, _isEqual, _distance) = (0, true, 0);
    }

    private OutputCounts Begin(string name)
    {
        if (_counts.Count == _names.Count) _counts.Add(new());
        var counts = _counts[_names.Count];
        counts.Clear();
        _names.Add(name);
        return counts;
    }

    private void EndPair(OutputCounts counts)
    {
        counts.AddPair();
        _inBoth++;
        Weigh(counts);
    }

    private void Weigh(OutputCounts counts) => (_isEqual, _distance) = (_isEqual && counts.IsWithin, Math.Max(_distance, counts.Distance));
}
