namespace InferenceKit;

/// <summary>The inputs and outputs of one version of a model, in the order of its graph. Immutable.</summary>
public sealed class ModelSignature
{
    private readonly Dictionary<string, int> _inputs;
    private readonly Dictionary<string, int> _outputs;
    private readonly RowDimension _rows;

    internal ModelSignature(IReadOnlyList<ValueSpec> inputs, IReadOnlyList<ValueSpec> outputs, bool oneRowPerRun = false, RowDimension rows = RowDimension.Auto)
    {
        Inputs = inputs;
        Outputs = outputs;
        _inputs = IndexOf(inputs);
        _outputs = IndexOf(outputs);
        _rows = rows;
        HasRows = rows != RowDimension.None && RowAxis.FindProblem(this, isDeclared: rows == RowDimension.First) is null;
        SharesRuns = HasRows && !oneRowPerRun;
    }

    /// <summary>The inputs.</summary>
    public IReadOnlyList<ValueSpec> Inputs { get; }

    /// <summary>The outputs.</summary>
    public IReadOnlyList<ValueSpec> Outputs { get; }

    /// <summary>
    /// Whether the first dimension of every input is the same dynamic one, so that it counts rows. Codecs then
    /// see one row at a time, and its shape without that dimension. Otherwise, and where <see cref="BatchingOptions.Rows"/>
    /// is <see cref="RowDimension.None"/>, they see whole values.
    /// </summary>
    public bool HasRows { get; }

    /// <summary>
    /// Whether outputs have one element of their first dimension for each row, so that a codec sees them without it. A detector's
    /// list of finds does not; a trial at warm-up tells. Whether rows really share runs is another question: their values may depend
    /// on each other. A served version's <c>Rows</c> has the answer.
    /// </summary>
    internal bool SharesRuns { get; }

    /// <summary>This signature, once a trial has shown that outputs do not count rows.</summary>
    internal ModelSignature WithOneRowPerRun() => new(Inputs, Outputs, oneRowPerRun: true, _rows);

    /// <summary>This signature where an option says whether there are rows.</summary>
    internal ModelSignature WithRows(RowDimension rows) => rows == _rows ? this : new(Inputs, Outputs, HasRows && !SharesRuns, rows);

    /// <summary>This signature where named dynamic dimensions have fixed sizes.</summary>
    internal ModelSignature WithSizes(IReadOnlyDictionary<string, long> sizes) =>
        sizes.Count == 0 ? this : new([.. Inputs.Select(spec => spec.WithSizes(sizes))], [.. Outputs.Select(spec => spec.WithSizes(sizes))]);

    /// <summary>The index of an input by its exact name.</summary>
    /// <exception cref="InferenceException">The model has no such input; the message lists the inputs.</exception>
    public int IndexOfInput(string name) => _inputs.TryGetValue(name, out var i) ? i : throw Missing("input", name, Inputs);

    /// <summary>The index of an output by its exact name.</summary>
    /// <exception cref="InferenceException">The model has no such output; the message lists the outputs.</exception>
    public int IndexOfOutput(string name) => _outputs.TryGetValue(name, out var i) ? i : throw Missing("output", name, Outputs);

    internal bool TryIndexOfInput(string name, out int index) => _inputs.TryGetValue(name, out index);

    internal bool TryIndexOfOutput(string name, out int index) => _outputs.TryGetValue(name, out index);

    /// <summary>
    /// What another signature has differently, a sentence each; empty when requests and codecs made for this one
    /// suit the other. Names of dynamic dimensions do not count.
    /// </summary>
    public IReadOnlyList<string> DifferencesFrom(ModelSignature other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return SignatureComparison.Differences(this, other);
    }

    /// <summary>Inputs and outputs on one line.</summary>
    public override string ToString() => $"({Describe(Inputs)}) -> ({Describe(Outputs)})";

    private static string Describe(IReadOnlyList<ValueSpec> values) => string.Join(", ", values.Select(v => $"{v.Name}: {v}"));

    private static Dictionary<string, int> IndexOf(IReadOnlyList<ValueSpec> values)
    {
        var index = new Dictionary<string, int>(values.Count, StringComparer.Ordinal);
        for (var i = 0; i < values.Count; i++) index.TryAdd(values[i].Name, i);
        return index;
    }

    private static InferenceException Missing(string what, string name, IReadOnlyList<ValueSpec> there) =>
        new(InferenceError.InvalidInput, $"The model has no {what} '{name}'; it has: {Describe(there)}.");
}
