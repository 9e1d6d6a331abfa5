namespace InferenceKit.Comparison;

/// <summary>The outputs of many pairs, added up by name. Not thread-safe.</summary>
internal sealed class OutputTotals
{
    /// <summary>A model has a few outputs. What is beyond still tells whether a pair is equal.</summary>
    public const int MostOutputs = 256;

    private readonly OrderedDictionary<string, OutputCounts> _outputs = new(StringComparer.Ordinal);
    private long _pairs;
    private long _equal;

    public Agreement Equal => new(_equal, _pairs);

    public void Add(PairOutputs pair)
    {
        _pairs++;
        if (pair.Result.IsEqual) _equal++;
        for (var i = 0; i < pair.Count; i++)
        {
            var name = pair.NameOf(i);
            if (!_outputs.TryGetValue(name, out var total))
            {
                if (_outputs.Count == MostOutputs) continue;
                _outputs.Add(name, total = new());
            }
            total.Add(pair.CountsOf(i));
        }
    }

    public ShadowOutputReport[] Report() => [.. _outputs.Select(output => output.Value.Report(output.Key))];
}
